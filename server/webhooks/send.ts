import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type Reach, type Reached, resolve } from './reach.ts';

/* One attempt: one request, one answer, of which the status counts. Nothing of it is followed, and next to nothing read. */

export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly retryAfter?: string;
}

/** The answer, or why there is none, as a sentence for those who look after the webhook. */
export type Sent = Answered | { readonly error: string };

export interface SendOptions {
  readonly reach: Reach;
  readonly timeoutMs: number;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** More of an answer is not read; nobody looks at it. */
const MOST_ANSWER = 65_536;
const MOST_HEADERS = 16_384;
const MOST_ERROR = 500;

/** Sends; what goes wrong is told, not thrown. */
export async function send(outgoing: Outgoing, { reach, timeoutMs, signal }: SendOptions): Promise<Sent> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([timeout, signal]);
  try {
    const url = new URL(outgoing.url);
    const addresses = await unlessAborted(resolve(url, reach), either);
    return await post(url, addresses, outgoing, either);
  } catch (error) {
    return { error: timeout.aborted ? `There was no answer within ${timeoutMs / 1_000} s.` : reasonOf(error) };
  }
}

/** A name that is slow to look up can't be called off; nobody waits for it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('It was given up.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function post(url: URL, addresses: readonly Reached[], { headers, body }: Outgoing, signal: AbortSignal): Promise<Answered> {
  const bytes = Buffer.from(body);
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length, 'user-agent': 'Dealwright' },
    // a connection of its own: one that was opened to an address stays there whatever the name says later
    agent: false as const,
    lookup: pinned(addresses),
    maxHeaderSize: MOST_HEADERS,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? tlsRequest(url, { ...options, rejectUnauthorized: true }) : plainRequest(url, options);
    request.on('error', reject);
    request.on('response', (response) => {
      const retryAfter = response.headers['retry-after'];
      resolve({ status: response.statusCode ?? 0, ...(retryAfter !== undefined && { retryAfter }) });
      drain(response);
    });
    request.end(bytes);
  });
}

/** Only to what was looked at: a name that leads elsewhere a moment later changes nothing. */
function pinned(addresses: readonly Reached[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** So that the receiver may end in peace what it has to say. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > MOST_ANSWER) response.destroy();
  });
  response.on('error', () => undefined);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'No such host is known.',
  EAI_AGAIN: 'The name of the host could not be looked up.',
  ECONNREFUSED: 'Nobody listens there.',
  ECONNRESET: 'The connection was cut off before there was an answer.',
  EHOSTUNREACH: 'The host can’t be reached.',
  ENETUNREACH: 'The host can’t be reached.',
  CERT_HAS_EXPIRED: 'The certificate of the host has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the host was signed by nobody who is known.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate of the host was signed by nobody who is known.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the host was signed by nobody who is known.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the host is for another name.',
};

/** Some of it comes from the other side. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return text.replace(/[\p{Cc}\p{Cs}\p{Cf}]+/gu, ' ').slice(0, MOST_ERROR) || 'The request failed.';
}
