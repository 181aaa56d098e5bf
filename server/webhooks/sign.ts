import { createHmac, randomBytes } from 'node:crypto';

/* Signatures as Standard Webhooks (1.0.0) has them: its libraries verify what is sent here. */

const SECRET_BYTES = 32;

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

/** As its owner is shown it, this once, and as the libraries take it. */
export const secretText = (secret: Uint8Array): string => `whsec_${Buffer.from(secret).toString('base64')}`;

/** Headers of an attempt: the event's id, the second in which it is sent, and a signature by each secret over both and the body. */
export function signedHeaders(secrets: readonly Uint8Array[], event: string, body: string, at: Date): Readonly<Record<string, string>> {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signatures = secrets.map((secret) => createHmac('sha256', secret).update(`${event}.${seconds}.${body}`).digest('base64'));
  return {
    'webhook-id': event,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  };
}
