import { fork } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { type Figures, median } from '../figures.ts';
import { quotes } from './quotes.ts';

const ROUNDS = 3;
const SECONDS_A_ROUND = 4;
const CONNECTIONS = 16;

/** Requests a second of quotes, against bare Fastify that reads the same bodies and answers the same ones; each server alone in a process of its own. */
export async function benchHttp(say: (line: string) => void): Promise<Figures> {
  const servers = await Promise.all([start('ours'), start('bare')]);
  const [ours, bare] = servers;
  try {
    const answers = await Promise.all(servers.map(askAll));
    if (answers[0]?.join() !== answers[1]?.join()) throw new Error('the two servers answer differently: nothing to compare');
    const bytes = (texts: readonly string[] = []): number => Math.round(texts.join('').length / texts.length);
    say(`${bodies.length} different bodies of about ${bytes(bodies)} bytes in, ${bytes(answers[0])} out, ${CONNECTIONS} connections`);
    const rates = { ours: [] as number[], bare: [] as number[] };
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const [name, server] of [
        ['ours', ours],
        ['bare', bare],
      ] as const) {
        const rate = await requestsPerSecond(server);
        if (round >= 0) rates[name].push(rate);
      }
    }
    say(`ours ${Math.round(median(rates.ours))} requests a second, bare Fastify ${Math.round(median(rates.bare))}`);
    return { 'http.evaluateVsBareFastify': median(rates.ours) / median(rates.bare) };
  } finally {
    for (const { stop } of servers) stop();
  }
}

interface Started {
  readonly url: string;
  readonly key: string;
  readonly stop: () => void;
}

async function start(which: 'ours' | 'bare'): Promise<Started> {
  const child = fork(new URL('server.js', import.meta.url), [which], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [said] = (await once(child, 'message')) as [Omit<Started, 'stop'>];
  return { ...said, stop: () => child.disconnect() };
}

const bodies = quotes.map((quote) => JSON.stringify(quote));

/** Both are sent the same; the bare one makes nothing of the key. */
const request = ({ key }: Started) =>
  ({ method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` } }) as const;

async function askAll(server: Started): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const body of bodies) {
    const response = await fetch(server.url, { ...request(server), body });
    if (!response.ok) throw new Error(`${server.url} answers ${response.status}: ${await response.text()}`);
    answers.push(await response.text());
  }
  return answers;
}

async function requestsPerSecond(server: Started): Promise<number> {
  const result = await autocannon({
    url: server.url,
    ...request(server),
    requests: bodies.map((body) => ({ body })),
    connections: CONNECTIONS,
    duration: SECONDS_A_ROUND,
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were no success, ${result.errors} requests failed`);
  return result.requests.average;
}
