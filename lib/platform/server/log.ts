import pino from 'pino';
import { readEnv } from './env';

/** The one logger. Personal data and secrets never reach it; what might slip in by name is blanked. */
export const log = pino({
  level: readEnv().LOG_LEVEL,
  redact: {
    paths: ['*.password', '*.token', '*.apiKey', '*.email', '*.name', '*.authorization', '*.cookie'],
    censor: '[withheld]',
  },
  serializers: { error: pino.stdSerializers.err },
});
