import { witness } from './commands/witness';
import { lineFor, say } from './say';

/** A witness as a part of the product: tells the process that started it its key and address. */
Promise.resolve()
  .then(() => witness(process.argv.slice(2), (running) => process.send?.(running)))
  .then(
    (code) => process.exit(code),
    (error: unknown) => {
      say(lineFor(error));
      process.exit(1);
    },
  );
