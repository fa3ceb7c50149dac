import type { Rule } from '../../case/rule.ts'
import { settingHits } from '../../posture/secrets/settings.ts'

export const inDockerfile: Rule = {
  id: 'secret/in-dockerfile',
  level: 'error',
  summary: 'A Dockerfile writes a credential into the image with ENV or ARG.',
  check: ({ facts }) =>
    settingHits(facts, {
      where: ['dockerfile'],
      kinds: ['shape', 'name'],
      why: 'The value is in the config or the history of the image: everybody who can pull the image can read it.',
      fix: 'Use a build secret (RUN --mount=type=secret) or give the value to the container when it starts.',
    }),
}
