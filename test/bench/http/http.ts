import { fork } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { type Figures, median } from '../figures.ts';
import { quote } from './quote.ts';

const ROUNDS = 3;
const SECONDS_A_ROUND = 4;
const CONNECTIONS = 16;

/** Requests a second of a quote, against bare Fastify that reads the same body and answers the same one; each server alone in a process of its own. */
export async function benchHttp(say: (line: string) => void): Promise<Figures> {
  const servers = await Promise.all([start('ours'), start('bare')]);
  try {
    const [ours, bare] = servers;
    const answers = await Promise.all(servers.map(({ url }) => ask(url)));
    if (answers[0] !== answers[1]) throw new Error('the two servers answer differently: nothing to compare');
    say(`a body of ${JSON.stringify(quote).length} bytes in, ${answers[0]?.length} out, ${CONNECTIONS} connections`);
    const rates = { ours: [] as number[], bare: [] as number[] };
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const [name, server] of [
        ['ours', ours],
        ['bare', bare],
      ] as const) {
        const rate = await requestsPerSecond(server?.url ?? '');
        if (round >= 0) rates[name].push(rate);
      }
    }
    say(`ours ${Math.round(median(rates.ours))} requests a second, bare Fastify ${Math.round(median(rates.bare))}`);
    return { 'http.evaluateVsBareFastify': median(rates.ours) / median(rates.bare) };
  } finally {
    for (const { stop } of servers) stop();
  }
}

async function start(which: 'ours' | 'bare'): Promise<{ readonly url: string; readonly stop: () => void }> {
  const child = fork(new URL('server.js', import.meta.url), [which], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [url] = (await once(child, 'message')) as [string];
  return { url, stop: () => child.disconnect() };
}

const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(quote) } as const;

async function ask(url: string): Promise<string> {
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return response.text();
}

async function requestsPerSecond(url: string): Promise<number> {
  const result = await autocannon({ url, ...request, connections: CONNECTIONS, duration: SECONDS_A_ROUND });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were no success, ${result.errors} requests failed`);
  return result.requests.average;
}
