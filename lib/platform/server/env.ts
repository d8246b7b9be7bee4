import { z } from 'zod';

/** Every environment variable the product reads, in one place, checked when a process starts. */
const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  HEARTHLINE_DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.url().optional(),
  HEARTHLINE_DEMO: z.enum(['0', '1']).optional(),
  /** Where people reach the product, when a proxy stands before it. */
  HEARTHLINE_URL: z.url().optional(),
  /** An organisation's API key, for commands that speak to a hub elsewhere: not an argument, which others could read. */
  HEARTHLINE_API_KEY: z.string().optional(),
  /** A browser for the journeys; else one is looked for on PATH. */
  CHROMIUM_PATH: z.string().optional(),
  PATH: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
});

/** How much is logged; a word that is none logs warnings, and the whole environment is checked by {@link readEnv}. */
export function readLogLevel(): string {
  const parsed = schema.shape.LOG_LEVEL.safeParse(process.env.LOG_LEVEL);
  return parsed.success ? parsed.data : 'warn';
}

export type Env = z.infer<typeof schema>;

/** The checked environment; throws one sentence naming the variable that is wrong. */
export function readEnv(): Env {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`The environment variable ${String(issue?.path[0])} is not usable: ${issue?.message ?? 'unknown'}`);
}

/** The address people use: given, or the local one. */
export function publicUrl(env: Env): string {
  return env.HEARTHLINE_URL ?? `http://localhost:${String(env.PORT)}`;
}
