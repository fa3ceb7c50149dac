/**
 * Archives that their projects publish without the data of Maven, by name, with the folder that their classes lie under and the group that
 * Maven Central has them in. A project that is not here stays without a group: a wrong one would ask about somebody else.
 */
const GROUPS: readonly (readonly [name: RegExp, folder: string, group: string])[] = [
  [
    /^spring-(?:aop|aspects|beans|context(?:-indexer|-support)?|core|expression|instrument|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc|websocket)$/,
    'org/springframework/',
    'org.springframework',
  ],
  [/^spring-jcl$/, 'org/apache/commons/logging/', 'org.springframework'],
  [/^spring-boot(?:-[a-z0-9-]+)?$/, 'org/springframework/boot/', 'org.springframework.boot'],
  [/^spring-security-[a-z0-9-]+$/, 'org/springframework/security/', 'org.springframework.security'],
  [/^tomcat-embed-(?:core|el|jasper|websocket|programmatic)$/, 'org/apache/', 'org.apache.tomcat.embed'],
  [/^lucene-[a-z0-9-]+$/, 'org/apache/lucene/', 'org.apache.lucene'],
  [/^kafka-(?:clients|streams|metadata|raft|server-common|storage|storage-api|tools)$/, 'org/apache/kafka/', 'org.apache.kafka'],
  [/^elasticsearch(?:-(?:cli|core|geo|lz4|plugin-classloader|secure-sm|x-content))?$/, 'org/elasticsearch/', 'org.elasticsearch'],
  [/^elasticsearch-rest-(?:client|high-level-client)$/, 'org/elasticsearch/client/', 'org.elasticsearch.client'],
  [/^micrometer-[a-z0-9-]+$/, 'io/micrometer/', 'io.micrometer'],
  [/^snappy-java$/, 'org/xerial/snappy/', 'org.xerial.snappy'],
  [/^zstd-jni$/, 'com/github/luben/zstd/', 'com.github.luben'],
  [/^lz4-java$/, 'net/jpountz/', 'org.lz4'],
  [/^aspectjweaver$/, 'org/aspectj/', 'org.aspectj'],
  [/^jna(?:-platform)?$/, 'com/sun/jna/', 'net.java.dev.jna'],
]

/** The group of an archive by its name, where it is known and the classes in it, if any, are that project's. */
export function groupOf(name: string, files: readonly { readonly name: string }[]): string | undefined {
  const known = GROUPS.find(([pattern]) => pattern.test(name))
  if (known === undefined) return undefined
  const [, folder, group] = known
  const hasClasses = files.some((file) => file.name.endsWith('.class'))
  return !hasClasses || files.some((file) => file.name.startsWith(folder)) ? group : undefined
}
