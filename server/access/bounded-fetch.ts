import type { CustomFetchOptions } from 'openid-client';

/** No document of a provider is nearly as long. */
const MOST_BYTES = 1_000_000;

/** fetch that reads so much of an answer and no more. */
export async function boundedFetch(url: string, { body, ...options }: CustomFetchOptions): Promise<Response> {
  const response = await fetch(url, { ...options, ...(body !== undefined && { body: body as BodyInit | null }) });
  const { status, statusText, headers } = response;
  if (response.body === null) return new Response(null, { status, statusText, headers });
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Error(`${new URL(url).origin} answers with more than ${MOST_BYTES} bytes`);
    }
    pieces.push(next.value);
  }
  return new Response(Buffer.concat(pieces), { status, statusText, headers });
}
