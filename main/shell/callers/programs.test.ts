import { describe, expect, it } from 'vitest'
import { hasPreload, programKind, scriptArgument } from './programs'

describe('the kind of a program', () => {
  it.each([
    ['/usr/bin/python3.11', 'interpreter'],
    ['/usr/bin/python3.13t', 'interpreter'],
    ['/usr/bin/python3.11-dbg', 'interpreter'],
    ['/usr/bin/python3.11 (deleted)', 'interpreter'],
    ['/opt/node/bin/node', 'interpreter'],
    ['/usr/bin/node20', 'interpreter'],
    ['/usr/bin/perl5.36.0', 'interpreter'],
    ['/usr/bin/ruby3.1', 'interpreter'],
    ['/usr/bin/php8.2', 'interpreter'],
    ['/usr/bin/lua5.4', 'interpreter'],
    ['/usr/bin/guile-3.0', 'interpreter'],
    ['/usr/lib/jvm/java-21/bin/java', 'interpreter'],
    ['/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', 'interpreter'],
    ['/lib/ld-musl-x86_64.so.1', 'interpreter'],
    ['/usr/bin/qemu-aarch64-static', 'interpreter'],
    ['/usr/bin/dash', 'process'],
    ['/usr/bin/bash', 'process'],
    ['/usr/bin/busybox', 'process'],
    ['/usr/bin/ksh93', 'process'],
    ['/usr/lib/systemd/systemd', 'process'],
    ['/usr/bin/curl', 'program'],
    ['/usr/bin/git', 'program'],
    ['/usr/bin/nodemon-cli', 'program'],
    ['/home/x/terraform-1.9', 'program'],
  ])('%s is %s', (path, kind) => {
    expect(programKind(path)).toBe(kind)
  })
})

describe('the script of a command line', () => {
  it.each([
    ['/usr/bin/python3.11', 'python3 a.py --flag', 'a.py'],
    ['/usr/bin/python3.11', 'python3 -u -W ignore -X utf8 a.py', 'a.py'],
    ['/usr/bin/python3.11', 'python3 -IB a.py -c x', 'a.py'],
    ['/usr/bin/node', 'node --enable-source-maps --max-old-space-size=4096 a.js', 'a.js'],
    ['/usr/bin/perl', 'perl -w a.pl', 'a.pl'],
    ['/usr/bin/deno', 'deno run --allow-net=x -A a.ts', 'a.ts'],
    ['/usr/bin/java', 'java -Xmx1g -jar a.jar', 'a.jar'],
    ['/usr/bin/php8.2', 'php -f a.php', 'a.php'],
    ['/usr/bin/lua5.4', 'lua a.lua', 'a.lua'],
    ['/lib64/ld-linux-x86-64.so.2', 'ld.so /tmp/prog', '/tmp/prog'],
  ])('of %s: %s', (executable, line, script) => {
    expect(scriptArgument(executable, line.split(' '))).toBe(script)
  })

  it.each([
    ['/usr/bin/python3.11', 'python3'],
    ['/usr/bin/python3.11', 'python3 -'],
    ['/usr/bin/python3.11', 'python3 -c import\u00a0x a.py'],
    ['/usr/bin/python3.11', 'python3 -m http.server'],
    ['/usr/bin/python3.11', 'python3 -i a.py'],
    ['/usr/bin/node', 'node -e 1 a.js'],
    ['/usr/bin/node', 'node -r ./evil.js a.js'],
    ['/usr/bin/node', 'node --import=./evil.js a.js'],
    ['/usr/bin/node', 'node --inspect a.js'],
    ['/usr/bin/perl', 'perl -Ilib a.pl'],
    ['/usr/bin/perl', 'perl -MEvil a.pl'],
    ['/usr/bin/ruby3.1', 'ruby -revil a.rb'],
    ['/usr/bin/php8.2', 'php -d auto_prepend_file=evil.php a.php'],
    ['/usr/bin/java', 'java -javaagent:evil.jar -jar a.jar'],
    ['/usr/bin/lua5.4', 'lua -l evil a.lua'],
  ])('of %s is nobody’s where other code comes first or none is named: %s', (executable, line) => {
    expect(scriptArgument(executable, line.split(' '))).toBeUndefined()
  })
})

it('sees code that the environment puts into a program', () => {
  const names = (...list: string[]): ReadonlySet<string> => new Set(['HOME', ...list])
  expect(hasPreload(names('LD_PRELOAD'), 'program')).toBe(true)
  expect(hasPreload(names('NODE_OPTIONS'), 'interpreter')).toBe(true)
  expect(hasPreload(names('BASH_ENV'), 'process')).toBe(true)
  expect(hasPreload(names('NODE_OPTIONS'), 'program')).toBe(false)
  expect(hasPreload(names(), 'interpreter')).toBe(false)
})

describe('programs of macOS and Windows', () => {
  it.each([
    ['node.exe', 'interpreter'],
    ['Python3.12.EXE', 'interpreter'],
    ['cmd.exe', 'process'],
    ['PowerShell.exe', 'process'],
    ['bash.exe', 'process'],
    ['aws.exe', 'program'],
    ['cmd', 'program'],
  ])('takes %s for %s', (name, kind) => {
    expect(programKind(`/x/${name}`)).toBe(kind)
  })

  it('warns of code that dyld was told to load', () => {
    expect(hasPreload(new Set(['DYLD_INSERT_LIBRARIES']), 'program')).toBe(true)
  })
})
