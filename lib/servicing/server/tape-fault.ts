/** A fault of a whole file: nothing of it is used. */
export class TapeFileFault extends Error {
  constructor(
    readonly code: 'FILE_FIELD_COUNT' | 'FILE_NOT_A_TAPE' | 'FILE_EMPTY' | 'CONTROL_TOTALS' | 'TOO_MANY_PROBLEMS',
    message: string,
  ) {
    super(message);
  }
}
