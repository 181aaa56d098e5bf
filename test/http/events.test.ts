import { connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sendEvents } from '../../server/http/events.ts';

test('who hangs up before there is a first event keeps no stream open', async () => {
  const app = fastify();
  onTestFinished(() => app.close());
  let signal: AbortSignal | undefined;
  let open = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    open = resolve;
  });
  let ended = false;
  async function* follow(gone: AbortSignal): AsyncGenerator<number> {
    signal = gone;
    await first;
    yield 1;
    yield 2;
  }
  app.get('/', async (_request, reply) => {
    const sent = await sendEvents(reply, 'number', follow, (number) => ({ number }));
    ended = true;
    return sent;
  });
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await vi.waitFor(() => expect(signal).toBeDefined(), 10_000);
  socket.destroy();
  await vi.waitFor(() => expect(signal?.aborted).toBe(true), 10_000);
  open();
  await vi.waitFor(() => expect(ended).toBe(true), 10_000);
});
