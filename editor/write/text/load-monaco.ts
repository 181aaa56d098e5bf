import type { Monaco } from '../../monaco/api.ts';

let loading: Promise<Monaco> | undefined;

/** Monaco, fetched when a text is first shown. */
export function loadMonaco(): Promise<Monaco> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

const load = async (): Promise<Monaco> => (await import('../../monaco/monaco.ts')).monaco;
