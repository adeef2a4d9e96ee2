import { describe, expect, it } from 'vitest'
import { isExempt, isLoopback } from './no-proxy'

const to = (hostname: string, port = 443) => ({ hostname, port })

describe('NO_PROXY', () => {
  it.each([
    ['a host', 'idp.example.com', 'idp.example.com'],
    ['a name below a host', 'example.com', 'idp.example.com'],
    ['a suffix', '.example.com', 'idp.example.com'],
    ['a suffix, the host itself', '.example.com', 'example.com'],
    ['a suffix with a star', '*.example.com', 'a.b.example.com'],
    ['another case', 'Example.COM', 'IDP.example.com'],
    ['a full name', 'example.com', 'idp.example.com.'],
    ['a host with its port', 'idp.example.com:443', 'idp.example.com'],
    ['everything', '*', 'idp.example.com'],
    ['one of a list, by commas', 'a.test, example.com', 'idp.example.com'],
    ['one of a list, by spaces', 'a.test example.com', 'idp.example.com'],
    ['an address', '10.1.2.3', '10.1.2.3'],
    ['an address with its port', '10.1.2.3:443', '10.1.2.3'],
    ['a network', '10.0.0.0/8', '10.1.2.3'],
    ['all of IPv4', '0.0.0.0/0', '10.1.2.3'],
    ['an IPv6 address in another form', '2001:db8:0::1', '2001:db8::1'],
    ['an IPv6 address with its port', '[2001:db8::1]:443', '2001:db8::1'],
    ['an IPv6 network', '2001:db8::/32', '2001:db8:1::2'],
  ])('exempts %s', (_what, list, host) => {
    expect(isExempt(to(host), list)).toBe(true)
  })

  it.each([
    ['nothing', '', 'idp.example.com'],
    ['the end of a word', 'example.com', 'badexample.com'],
    ['a host above', 'idp.example.com', 'example.com'],
    ['another port', 'idp.example.com:8443', 'idp.example.com'],
    ['an address of another network', '10.0.0.0/8', '11.0.0.1'],
    ['a network of the other kind', '::/0', '10.1.2.3'],
    ['a network without its length', '10.0.0.0/', '10.1.2.3'],
    ['a network with a length too long', '10.0.0.0/33', '10.1.2.3'],
    ['a network with a length that is none', '10.0.0.0/x', '10.1.2.3'],
    ['the digits of an address', '2.3', '10.1.2.3'],
    ['a name that looks into a network', '10.0.0.0/8', 'idp.example.com'],
    ['a lone dot', '.', 'idp.example.com'],
    ['a pattern of another kind', 'idp.*.com', 'idp.example.com'],
  ])('does not exempt %s', (_what, list, host) => {
    expect(isExempt(to(host), list)).toBe(false)
  })
})

describe('this computer', () => {
  it.each(['localhost', 'LOCALHOST', 'localhost.', 'app.localhost', '127.0.0.1', '127.8.9.10', '::1'])(
    'is %s',
    (hostname) => {
      expect(isLoopback(hostname)).toBe(true)
    },
  )

  it.each(['localhost.example.com', 'mylocalhost', '128.0.0.1', '127.0.0.1.example.com', '::2', '0.0.0.0'])(
    'is not %s',
    (hostname) => {
      expect(isLoopback(hostname)).toBe(false)
    },
  )
})
