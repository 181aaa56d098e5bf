import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client.ts';

export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly row?: string;
  readonly base64?: string;
}

/** Those that are shown; the file has all. */
export const MOST_REJECTS = 500;

/** The first rows that were refused. There may be millions, so no more is read than is shown. */
export const useRejects = (id: string, isEnabled: boolean) =>
  useQuery({
    queryKey: ['imports', id, 'rejects'],
    enabled: isEnabled,
    queryFn: async ({ signal }) => {
      const stream = await ask(api.GET('/v1/imports/{id}/rejects', { params: { path: { id } }, parseAs: 'stream', signal }));
      return firstLines(stream as unknown as ReadableStream<Uint8Array>, MOST_REJECTS);
    },
  });

async function firstLines(stream: ReadableStream<Uint8Array>, most: number): Promise<readonly Reject[]> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const rejects: Reject[] = [];
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line !== '' && rejects.length < most) rejects.push(JSON.parse(line) as Reject);
    if (done) return rejects;
    if (rejects.length < most) continue;
    await reader.cancel();
    return rejects;
  }
}
