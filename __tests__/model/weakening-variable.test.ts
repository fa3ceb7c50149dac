import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { WEIGHED_VARIABLES, weakeningPart, whyWeakening } from '../../src/model/weakening-variable.ts'

describe('a variable weakens something', () => {
  test.each([
    ['LD_PRELOAD', '/opt/x.so', '/opt/x.so'],
    ['NODE_OPTIONS', '--max-old-space-size=4096 --require /opt/agent.js', '--require /opt/agent.js'],
    ['NODE_OPTIONS', '--inspect=0.0.0.0:9229', '--inspect=0.0.0.0:9229'],
    ['NODE_OPTIONS', '-r ./a.js --inspect-brk', '-r ./a.js --inspect-brk'],
    ['JAVA_TOOL_OPTIONS', '-Xmx1g -javaagent:/opt/otel-1.32.0.jar', '-javaagent:/opt/otel.jar'],
    [
      'JDK_JAVA_OPTIONS',
      '-agentlib:jdwp=transport=dt_socket,address=*:5005',
      '-agentlib:jdwp=transport=dt_socket,address=*:5005',
    ],
    ['RUBYOPT', '-W0 -r/opt/x', '-r/opt/x'],
    ['ENV', '/etc/profile', '/etc/profile'],
    ['PATH', '/usr/bin:/tmp/bin:/bin', '/tmp/bin'],
    ['LD_LIBRARY_PATH', '/var/tmp', '/var/tmp'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', '0'],
    ['PYTHONHTTPSVERIFY', '0', '0'],
    ['npm_config_strict_ssl', 'False', 'False'],
    ['GIT_SSL_NO_VERIFY', '1', '1'],
    ['VAULT_SKIP_VERIFY', 'true', 'true'],
    ['GIT_SSH_COMMAND', 'ssh -o StrictHostKeyChecking=no', 'ssh -o StrictHostKeyChecking=no'],
    ['SSL_CERT_FILE', '/data/ca.pem', '/data/ca.pem'],
    ['https_proxy', 'http://proxy:3128', 'http://proxy:3128'],
    ['POSTGRES_HOST_AUTH_METHOD', 'trust', 'trust'],
    ['FLASK_DEBUG', '1', '1'],
  ])('%s=%s', (name, value, part) => {
    expect(weakeningPart(name, value)).toBe(part)
    expect(whyWeakening(name)).toMatch(/^\S.*[^.]$/)
  })

  test.each([
    ['LD_PRELOAD', ''],
    ['NODE_OPTIONS', '--max-old-space-size=4096'],
    ['JAVA_TOOL_OPTIONS', '-XX:MaxRAMPercentage=75 -Dfile.encoding=UTF-8'],
    ['RUBYOPT', '-W0 --yjit'],
    ['ENV', 'production'],
    ['PATH', '/usr/local/bin:/usr/bin:/bin'],
    ['LD_LIBRARY_PATH', '/usr/local/cuda/lib64:'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '1'],
    ['GIT_SSL_NO_VERIFY', 'false'],
    ['SSL_CERT_FILE', '/etc/ssl/certs/ca-certificates.crt'],
    ['PGSSLMODE', 'verify-full'],
    ['NO_PROXY', 'localhost'],
    ['ASPNETCORE_ENVIRONMENT', 'Production'],
    ['constructor', 'x'],
  ])('and does not: %s=%s', (name, value) => {
    expect(weakeningPart(name, value)).toBeUndefined()
  })

  test('the page of the rule names every one of them', () => {
    const page = readFileSync(new URL('../../docs/rules/image-change/env-risky.md', import.meta.url), 'utf8')
    const upper = WEIGHED_VARIABLES.map((name) => name.toUpperCase())
    expect(upper.filter((name) => !page.includes(`\`${name.replace(/_64$/, '')}\``))).toEqual([])
  })
})
