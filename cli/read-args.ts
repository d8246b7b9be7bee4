import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Stop } from './say';

/** A command's flags and positionals; a wrong flag stops with one line and exit code 2, --help prints and ends with 0. */
export function readArgs<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  usage: string,
): ReturnType<typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; strict: true }>> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Stop(`${(error as Error).message}\n${usage}`, 2);
  }
}
