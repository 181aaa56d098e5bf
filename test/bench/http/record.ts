import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import Fastify from 'fastify';
import type { Figures } from '../figures.ts';
import { startPostgres } from '../postgres.ts';

const CONNECTIONS = 8;
/** Requests before the clock starts: so many, until a server that runs for years has its code made. */
const WARM = 1_200;

interface Started {
  readonly url: string;
  readonly key: string;
  readonly program: string;
  readonly next: readonly unknown[];
  readonly seededMs: number;
  readonly earlier: number;
}

/** Activities recorded a second, one a request, on a PostgreSQL that keeps them on the disk; latency beside bare Fastify that reads and answers the same. */
export async function benchRecord(say: (line: string) => void): Promise<Figures> {
  const postgres = await startPostgres({ durable: true });
  const child = fork(new URL('recording-server.js', import.meta.url), [postgres], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [started] = (await once(child, 'message')) as [Started];
  const { url, key, program, next, seededMs, earlier } = started;
  say(`${earlier} activities recorded before, ${Math.round((earlier / seededMs) * 1000)} a second in batches`);
  const bodies = next.map((activity) => JSON.stringify({ program, activity }));
  try {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const busyMs = async (): Promise<number> => {
      child.send('how long');
      const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return (user + system) / 1000;
    };
    const ours = await load(url, headers, bodies, 201, busyMs);
    const bare = await bareServer(ours.answer);
    const theirs = await load(bare.url, headers, bodies, 200);
    await bare.close();
    say(`${CONNECTIONS} connections, a body of ${bodies[0]?.length} bytes in, ${ours.answer.length} out`);
    say(`recorded: ${ours.perSecond.toFixed(0)} a second; ${told(ours)}; ${ours.busyMs.toFixed(1)} ms of processor time each`);
    say(`bare Fastify: ${theirs.perSecond.toFixed(0)} a second; ${told(theirs)}`);
    return {
      'http.recordPerSecond': ours.perSecond,
      'http.recordP50Ms': ours.p50,
      'http.recordP95Ms': ours.p95,
      'http.recordP99Ms': ours.p99,
      'http.recordBusyMs': ours.busyMs,
      'http.bareP50Ms': theirs.p50,
      'http.bareP95Ms': theirs.p95,
      'http.bareP99Ms': theirs.p99,
    };
  } finally {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
}

interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Of the server's process, for each. */
  readonly busyMs: number;
  /** One of them. */
  readonly answer: string;
}

const told = ({ p50, p95, p99 }: Load): string => `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

/** Sends all of them, each once, over so many connections, and waits for each answer before the next. */
async function load(
  url: string,
  headers: Readonly<Record<string, string>>,
  bodies: readonly string[],
  expected: number,
  busyMs: () => Promise<number> = async () => 0,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencies: number[] = [];
  let answer = '';
  let at = 0;
  const some = async (until: number): Promise<void> => {
    while (at < until) {
      const body = bodies[at] ?? '';
      at += 1;
      const began = performance.now();
      const got = await send(agent, url, headers, body);
      latencies.push(performance.now() - began);
      if (got.status !== expected) throw new Error(`${url} answers ${got.status}: ${got.body}`);
      answer = got.body;
    }
  };
  const all = (until: number): Promise<unknown> => Promise.all(Array.from({ length: CONNECTIONS }, () => some(until)));
  await all(WARM);
  latencies.length = 0;
  const busyBefore = await busyMs();
  const began = performance.now();
  await all(bodies.length);
  const seconds = (performance.now() - began) / 1000;
  const busy = (await busyMs()) - busyBefore;
  agent.destroy();
  const sorted = latencies.sort((a, b) => a - b);
  const part = (of: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? Number.NaN;
  return { perSecond: sorted.length / seconds, p50: part(0.5), p95: part(0.95), p99: part(0.99), busyMs: busy / sorted.length, answer };
}

function send(
  agent: Agent,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Fastify alone: it reads the body and sends the answer that ours gives. */
async function bareServer(answer: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const app = Fastify();
  const value: unknown = JSON.parse(answer);
  app.post('/v1/activities', () => value);
  return { url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/activities`, close: () => app.close() };
}
