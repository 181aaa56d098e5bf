/** Bounds of what comes in. A file may have any number of rows. */
export const IMPORT_LIMITS = {
  /** Bytes of one row that is read. */
  rowBytes: 1_000_000,
  /** Bytes without a line end after which this is no text of rows: the import stops. */
  lineBytes: 16_000_000,
  columns: 2_000,
  /** Lines of one group. */
  groupLines: 10_000,
  /** Rows of a file that others are joined to, and bytes that are kept of it. */
  joinedRows: 2_000_000,
  joinedBytes: 400_000_000,
  /** Bytes of rows held before lines of groups are put aside on disk. */
  heldBytes: 64_000_000,
  /** Bytes of a file that are looked at to see how it is written. */
  sampleBytes: 256_000,
  /** Rows of a preview. */
  previewRows: 1_000,
  mappingBytes: 2_000_000,
} as const;

/** The import ends here and leaves what was there before; the message is a sentence for the person who asked for it. */
export class ImportStopped extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ImportStopped';
    this.code = code;
  }
}
