import { describe, expect, it } from 'vitest'
import { proxyOf, proxyShown, proxyVariableFor } from './proxy'

const target = { hostname: 'idp.example.com', port: 443 }
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('which variable counts', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: 'http://a' }, 'HTTPS_PROXY'],
    [{ HTTPS_PROXY: 'http://a', https_proxy: 'http://b' }, 'https_proxy'],
    [{ HTTPS_PROXY: 'http://a', ALL_PROXY: 'http://b' }, 'HTTPS_PROXY'],
    [{ ALL_PROXY: 'http://a', all_proxy: 'http://b' }, 'all_proxy'],
    [{ ALL_PROXY: 'http://a' }, 'ALL_PROXY'],
    [{ HTTP_PROXY: 'http://a' }, undefined],
    [{ https_proxy: '', HTTPS_PROXY: ' ' }, undefined],
    [{ HTTPS_PROXY: 'http://a', NO_PROXY: 'example.com' }, undefined],
    [{ HTTPS_PROXY: 'http://a', NO_PROXY: 'example.com', no_proxy: 'other.test' }, 'HTTPS_PROXY'],
  ])('of %o it is %s', (env, variable) => {
    expect(proxyVariableFor(target, env)).toBe(variable)
  })

  it('is none for this computer, whatever is set', () => {
    for (const hostname of ['127.0.0.1', 'localhost', '::1'])
      expect(proxyVariableFor({ hostname, port: 9229 }, { HTTPS_PROXY: 'http://a' })).toBeUndefined()
  })
})

describe('the proxy of a variable', () => {
  it.each([
    [
      'http://proxy.test:8080',
      { isSecure: false, hostname: 'proxy.test', port: 8080, shown: 'proxy.test:8080' },
    ],
    ['proxy.test:8080', { isSecure: false, hostname: 'proxy.test', port: 8080 }],
    ['http://proxy.test', { isSecure: false, port: 80 }],
    ['https://proxy.test/', { isSecure: true, port: 443, shown: 'proxy.test:443' }],
    ['http://[2001:db8::1]:3128', { hostname: '2001:db8::1', port: 3128, shown: '[2001:db8::1]:3128' }],
    ['http://proxy.test', { authorization: undefined }],
    ['http://ada:hunter2@proxy.test', { authorization: basic('ada:hunter2'), shown: 'proxy.test:80' }],
    ['http://a%40b:p%3Aq%C3%A9@proxy.test', { authorization: basic('a@b:p:qé') }],
    ['http://ada@proxy.test', { authorization: basic('ada:') }],
  ])('%s', (value, proxy) => {
    expect(proxyOf('HTTPS_PROXY', { HTTPS_PROXY: value })).toMatchObject(proxy)
  })

  it.each([
    'http://',
    'http://proxy.test:99999',
    'http://ada:hunter2#@proxy.test',
    'socks5://proxy.test:1080',
    'http://ada:2024/hunter2@proxy.test:8080',
    'http://ada:2024?hunter2@proxy.test:8080',
    'http://ada:hunter2%@proxy.test',
    'hunter2 and more',
  ])('that is none is an error that names the variable and does not repeat its value: %s', (value) => {
    const settle = () => proxyOf('all_proxy', { all_proxy: value })
    expect(settle).toThrow(expect.objectContaining({ code: 'network/proxy-setting' }))
    expect(settle).toThrow(/^all_proxy /)
    expect(settle).not.toThrow(/hunter2/)
    expect(proxyShown({ all_proxy: value })).toBe('? (all_proxy)')
  })
})

it('a proxy is shown without name and password', () => {
  expect(proxyShown({ HTTPS_PROXY: 'http://ada:hunter2@proxy.test:8080' })).toBe(
    'proxy.test:8080 (HTTPS_PROXY)',
  )
  expect(proxyShown({})).toBeUndefined()
})
