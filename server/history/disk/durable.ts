import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes pieces to a new file and waits until they are on the disk. */
export async function writeDurably(path: string, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const piece of pieces) await writeAll(file, piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length; ) done += (await file.write(piece, done)).bytesWritten;
}

/** Names in a folder are on the disk once the folder itself is. */
export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and needs none of this
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Before or after, never between: also for whoever reads at the same time, and for a machine that stops. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  await rm(beside, { force: true });
  try {
    await writeDurably(beside, [Buffer.from(text)]);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}
