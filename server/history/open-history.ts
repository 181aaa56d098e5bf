import type { HistoryColumns } from '../engine/columns/history.ts';
import { assemble } from './building/assemble.ts';
import { type Assembled, partOf } from './building/part.ts';
import { type Manifest, readManifest } from './disk/manifest.ts';
import { MissingFile, openSegment } from './disk/segment.ts';
import { HistoryError } from './history-error.ts';

export interface OpenOptions {
  /** Compare each file with its hash. */
  readonly verify?: boolean;
}

/**
 * The history kept in a folder. One segment is read as it lies there; of several the columns are put together as if all
 * had come in one.
 */
export async function openHistory(folder: string, options: OpenOptions = {}): Promise<HistoryColumns> {
  const { manifest, segments } = await openSegments(folder, options);
  const [only, other] = segments;
  if (only !== undefined && other === undefined) return only.history;
  return assemble(manifest.setting, segments.map(partOf)).history;
}

const ATTEMPTS = 3;

/** While a writer puts segments together those of the manifest read before are gone: then the manifest is read again. */
export async function openSegments(
  folder: string,
  { verify = false }: OpenOptions = {},
): Promise<{ readonly manifest: Manifest; readonly segments: readonly Assembled[] }> {
  for (let attempt = 1; ; attempt += 1) {
    const manifest = await readManifest(folder);
    if (manifest === undefined) throw new HistoryError(`There is no history in ${folder}: history.json was expected there.`);
    try {
      const segments: Assembled[] = [];
      for (const segment of manifest.segments) segments.push(await openSegment(folder, manifest.setting, segment, verify));
      return { manifest, segments };
    } catch (error) {
      if (!(error instanceof MissingFile) || attempt === ATTEMPTS) throw error;
    }
  }
}
