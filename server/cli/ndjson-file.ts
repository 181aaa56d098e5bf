import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/** Written at once. */
const PIECE_BYTES = 1 << 20;

/** A file of JSON documents, one a line. It has its name only once it is whole: until then it is FILE.part. */
export class NdjsonFile {
  private readonly path: string;
  private readonly file: FileHandle;
  private lines: string[] = [];
  private bytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.file = file;
  }

  static async create(path: string): Promise<NdjsonFile> {
    return new NdjsonFile(path, await open(part(path), 'w'));
  }

  /** A promise where the disk has to be waited for. */
  add(document: unknown): Promise<void> | undefined {
    const line = `${JSON.stringify(document)}\n`;
    this.lines.push(line);
    this.bytes += line.length;
    return this.bytes < PIECE_BYTES ? undefined : this.flush();
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.file.sync();
    await this.file.close();
    await rename(part(this.path), this.path);
  }

  /** Also of a file that is finished already, which then stays. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(part(this.path), { force: true });
  }

  private async flush(): Promise<void> {
    const piece = this.lines.join('');
    this.lines = [];
    this.bytes = 0;
    await this.file.appendFile(piece);
  }
}

const part = (path: string): string => `${path}.part`;
