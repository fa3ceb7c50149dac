/** What SARIF 2.1.0 asks of the objects that we write, from the text of the standard: names, required properties, values. */
export const sarifSchema = {
  $ref: '#/$defs/log',
  $defs: {
    log: object(['version', 'runs'], { $schema: uri(), version: { const: '2.1.0' }, runs: list('run') }),
    run: object(['tool'], {
      tool: object(['driver'], { driver: ref('driver') }),
      automationDetails: object([], { id: text() }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      invocations: list('invocation'),
      results: list('result'),
    }),
    driver: object(['name'], { name: text(), version: text(), informationUri: uri(), rules: list('rule') }),
    rule: object(['id'], {
      id: text(),
      name: text(),
      shortDescription: ref('message'),
      fullDescription: ref('message'),
      help: ref('message'),
      helpUri: uri(),
      defaultConfiguration: object(['level'], { level: { enum: ['none', 'note', 'warning', 'error'] } }),
      properties: object(['tags', 'security-severity'], {
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
        precision: { enum: ['very-high', 'high', 'medium', 'low'] },
        'security-severity': { type: 'string', pattern: '^(?:10\\.0|[0-9]\\.[0-9])$' },
      }),
    }),
    invocation: object(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      exitCode: { type: 'integer' },
      startTimeUtc: { type: 'string', format: 'date-time' },
      toolExecutionNotifications: list('notification'),
    }),
    notification: object(['message'], { level: level(), message: ref('message') }),
    message: object(['text'], { text: text() }),
    result: object(['message'], {
      ruleId: text(),
      ruleIndex: { type: 'integer', minimum: -1 },
      level: level(),
      message: ref('message'),
      locations: list('location'),
      partialFingerprints: { type: 'object', additionalProperties: text() },
      fixes: { type: 'array', items: ref('fix'), uniqueItems: true },
      suppressions: { type: 'array', items: ref('suppression'), uniqueItems: true },
    }),
    location: object([], { physicalLocation: object([], { artifactLocation: ref('artifactLocation'), region: ref('region') }) }),
    artifactLocation: object([], { uri: { type: 'string', format: 'uri-reference' }, uriBaseId: text() }),
    region: object([], { startLine: from(1), startColumn: from(1), endLine: from(1), endColumn: from(1) }),
    fix: object(['artifactChanges'], {
      description: ref('message'),
      artifactChanges: { ...list('artifactChange'), minItems: 1 },
    }),
    artifactChange: object(['artifactLocation', 'replacements'], {
      artifactLocation: ref('artifactLocation'),
      replacements: { ...list('replacement'), minItems: 1 },
    }),
    replacement: object(['deletedRegion'], { deletedRegion: ref('region'), insertedContent: ref('message') }),
    suppression: object(['kind'], {
      kind: { enum: ['inSource', 'external'] },
      status: { enum: ['accepted', 'underReview', 'rejected'] },
      justification: text(),
    }),
  },
}

function object(required: readonly string[], properties: object): object {
  return { type: 'object', required, properties, additionalProperties: false }
}

function list(name: string): object {
  return { type: 'array', items: ref(name) }
}

function ref(name: string): object {
  return { $ref: `#/$defs/${name}` }
}

function text(): object {
  return { type: 'string' }
}

function uri(): object {
  return { type: 'string', format: 'uri' }
}

function level(): object {
  return { enum: ['none', 'note', 'warning', 'error'] }
}

function from(minimum: number): object {
  return { type: 'integer', minimum }
}
