import pino from 'pino';
import { readLogLevel } from './env';

/** The one logger. Personal data and secrets never reach it; what might slip in by name is blanked. */
export const log = pino({
  level: readLogLevel(),
  redact: {
    paths: ['*.password', '*.token', '*.apiKey', '*.email', '*.name', '*.authorization', '*.cookie'],
    censor: '[withheld]',
  },
  serializers: { error: pino.stdSerializers.err },
});
