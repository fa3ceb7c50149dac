interface Weakening {
  readonly names: readonly string[]
  readonly why: string
  /** The part of a value that weakens something, without what changes from release to release; empty where nothing does. */
  readonly part: (value: string) => string
}

const ON = /^(?:1|true|yes|on|y)$/i
const OFF = /^(?:0|false|no|off|n)$/i
const any = (value: string): string => value.trim()
const when =
  (pattern: RegExp) =>
  (value: string): string =>
    pattern.test(value.trim()) ? value.trim() : ''
/** The options of a list that weaken something. Version numbers of files change with every release and are left out. */
const options =
  (pattern: RegExp) =>
  (value: string): string =>
    value
      .trim()
      // Spaces are gone over from their first only.
      .split(/(?<!\s)\s+(?=-)/)
      .filter((option) => pattern.test(option))
      .map((option) => option.replace(/[-_/]v?\d+(?:\.\d+)+/g, ''))
      .join(' ')

/** Directories of a search path in which everybody may write. */
function writable(value: string): string {
  return value
    .split(':')
    .filter((folder) => /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/.test(folder))
    .join(':')
}

/** Where systems and their package managers keep the authorities that they trust. */
const SYSTEM_STORE = /^\/(?:etc\/(?:ssl|pki|ca-certificates)|usr\/(?:local\/)?share\/ca-certificates|nix\/store)(?:\/|$)/
const NODE =
  /^(?:-r|--require|--import|--(?:experimental-)?loader|--inspect(?:-brk|-port|-wait)?|--debug|--insecure-http-parser|--tls-min-v1\.[01])(?:$|[=\s])/
const JVM =
  /^-(?:javaagent:|agentlib:|agentpath:|Xrunjdwp|Xbootclasspath\/|Dcom\.sun\.management\.jmxremote\.(?:authenticate|ssl)=false|Dcom\.sun\.jndi\.(?:ldap|rmi)\.object\.trustURLCodebase=true|Djdk\.internal\.httpclient\.disableHostnameVerification|Dlog4j2\.formatMsgNoLookups=false)/

const CODE = 'code that the image did not run before is loaded into its programs'
const UNCHECKED = 'the other side of a TLS connection is not checked any more'
const OPEN = 'it lets in whoever can reach it, without a password'

const WEAKENINGS: readonly Weakening[] = [
  { names: ['LD_PRELOAD', 'LD_AUDIT', 'DOTNET_STARTUP_HOOKS', 'PERL5OPT'], why: CODE, part: any },
  { names: ['CORECLR_PROFILER_PATH', 'CORECLR_PROFILER_PATH_64', 'COR_PROFILER_PATH'], why: CODE, part: any },
  { names: ['NODE_OPTIONS'], why: `${CODE}, or a debugger listens`, part: options(NODE) },
  {
    names: ['JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS', 'CATALINA_OPTS'],
    why: `${CODE}, or a check is switched off`,
    part: options(JVM),
  },
  { names: ['RUBYOPT'], why: CODE, part: options(/^-r/) },
  { names: ['BASH_ENV'], why: 'every shell script first runs this file', part: any },
  { names: ['ENV'], why: 'every shell first runs this file', part: when(/^\//) },
  {
    names: ['PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'NODE_PATH', 'PERL5LIB', 'RUBYLIB', 'CLASSPATH'],
    why: 'programs or libraries are looked for where everybody may write',
    part: writable,
  },
  {
    names: ['NODE_TLS_REJECT_UNAUTHORIZED', 'BUNDLE_SSL_VERIFY_MODE'],
    why: UNCHECKED,
    part: when(/^0$/),
  },
  {
    names: [
      ...['PYTHONHTTPSVERIFY', 'CONSUL_HTTP_SSL_VERIFY', 'NPM_CONFIG_STRICT_SSL', 'npm_config_strict_ssl'],
      ...['YARN_STRICT_SSL', 'YARN_ENABLE_STRICT_SSL'],
    ],
    why: UNCHECKED,
    part: when(OFF),
  },
  { names: ['GIT_SSL_NO_VERIFY'], why: UNCHECKED, part: (value) => (OFF.test(value.trim()) ? '' : value.trim()) },
  { names: ['VAULT_SKIP_VERIFY', 'NOMAD_SKIP_VERIFY'], why: UNCHECKED, part: when(ON) },
  { names: ['PIP_TRUSTED_HOST', 'GOINSECURE'], why: UNCHECKED, part: any },
  { names: ['GOSUMDB'], why: 'modules are not held against the checksum database any more', part: when(/^off$/i) },
  { names: ['PGSSLMODE'], why: 'the connection to the database may go in the clear', part: when(/^(?:disable|allow)$/i) },
  { names: ['ANSIBLE_HOST_KEY_CHECKING'], why: 'the host of an SSH connection is not checked any more', part: when(OFF) },
  {
    names: ['GIT_SSH_COMMAND'],
    why: 'the host of an SSH connection is not checked any more',
    part: when(/StrictHostKeyChecking[= ](?:no|off)/i),
  },
  {
    names: [
      ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
      ...['AWS_CA_BUNDLE', 'GIT_SSL_CAINFO'],
    ],
    why: 'TLS trusts another list of authorities than that of the system',
    part: (value) => (SYSTEM_STORE.test(value.trim()) ? '' : value.trim()),
  },
  {
    names: [
      ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY'],
      ...['http_proxy', 'https_proxy', 'all_proxy', 'ftp_proxy'],
    ],
    why: 'its connections go through this host, which can read or change those in the clear',
    part: any,
  },
  {
    names: ['FLASK_DEBUG', 'APP_DEBUG', 'DJANGO_DEBUG'],
    why: 'errors show internals, or let their reader run code',
    part: when(ON),
  },
  {
    names: ['FLASK_ENV', 'RAILS_ENV', 'ASPNETCORE_ENVIRONMENT', 'DOTNET_ENVIRONMENT'],
    why: 'errors show internals, or let their reader run code',
    part: when(/^development$/i),
  },
  {
    names: [
      ...['MYSQL_ALLOW_EMPTY_PASSWORD', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'ALLOW_EMPTY_PASSWORD'],
      ...['ALLOW_ANONYMOUS_LOGIN'],
    ],
    why: OPEN,
    part: when(ON),
  },
  { names: ['POSTGRES_HOST_AUTH_METHOD'], why: OPEN, part: when(/^trust$/i) },
]
const BY_NAME = new Map(WEAKENINGS.flatMap((one) => one.names.map((name) => [name, one] as const)))

/** The names of all variables that are weighed. */
export const WEIGHED_VARIABLES: readonly string[] = [...BY_NAME.keys()]

/** The part of a variable's value that weakens something where the variable is set; undefined where nothing does. */
export function weakeningPart(name: string, value: string): string | undefined {
  return BY_NAME.get(name)?.part(value) || undefined
}

/** What such a variable does, as the end of a sentence; undefined for variables that are not weighed. */
export function whyWeakening(name: string): string | undefined {
  return BY_NAME.get(name)?.why
}
