import { Worker } from 'node:worker_threads';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Day } from '../engine/facts/value.ts';
import { threadFile } from '../simulation/thread-pool.ts';
import type { SecondAnswer, SecondAsked, SecondQuestion, SecondTold } from './second-evaluator-thread.ts';
import type { LiveTimeline } from './timelines.ts';

/** What is recorded together is of several shards: the second evaluator takes longest, and so two of them decide at the same time. */
const THREADS = 2;

/**
 * Threads on which the second evaluator decides, while this one has the first decide, and answers others. A thread keeps the states that
 * it was given under numbers, until nobody asks for them any more; where it ends they are lost, and made again from what is kept.
 */
export class SecondThreads {
  private readonly running: Running[] = [];
  private seats = 0;

  /** A place for a state, as it was saved, on each thread in turn. */
  seat({ hash, documents }: Pick<LiveTimeline, 'hash' | 'documents'>, saved: string): Seat {
    const place = this.seats % THREADS;
    this.seats += 1;
    const there = this.running[place];
    const running = there?.isLost === false ? there : new Running();
    this.running[place] = running;
    return running.seat(hash, documents, saved);
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((running) => running.end()));
  }
}

interface Pending {
  readonly resolve: (answer: SecondAnswer) => void;
  readonly reject: (reason: Error) => void;
}

/** A thread as long as it lives. */
class Running {
  isLost = false;
  private readonly worker = new Worker(threadFile(import.meta.url, 'second-evaluator-thread'));
  /** What is told and asked in the same breath goes there as one message: waking a thread costs more than what most of it says. */
  private outbox: (SecondTold | SecondAsked)[] = [];
  private readonly pending = new Map<number, Pending>();
  private readonly timelines = new Set<string>();
  /** Of places that nobody holds any more: a transaction that fails leaves no word. */
  private readonly forgotten = new FinalizationRegistry<number>((seat) => this.leave(seat));
  private seats = 0;
  private asked = 0;

  constructor() {
    this.worker.unref();
    this.worker.on('message', (answers: readonly SecondAnswer[]) => {
      for (const answer of answers) this.answered(answer);
    });
    this.worker.on('messageerror', (error: Error) => this.lose(error));
    this.worker.on('error', (error: Error) => this.lose(error));
    this.worker.on('exit', (code) => this.lose(new Error(`the thread of the second evaluator ended with code ${code}`)));
  }

  seat(timeline: string, documents: LiveTimeline['documents'], saved: string): Seat {
    if (!this.timelines.has(timeline)) this.tell({ timeline, documents });
    this.timelines.add(timeline);
    this.seats += 1;
    this.tell({ seat: this.seats, timeline, saved });
    const seat = new Seat(this, this.seats);
    this.forgotten.register(seat, this.seats, seat);
    return seat;
  }

  tell(told: SecondTold): void {
    this.send(told);
  }

  ask(seat: number, question: SecondQuestion): Promise<SecondAnswer> {
    if (this.isLost) return Promise.reject(new Error('the thread of the second evaluator has ended'));
    this.asked += 1;
    const { asked } = this;
    return new Promise((resolve, reject) => {
      this.pending.set(asked, { resolve, reject });
      this.worker.ref();
      this.send({ seat, asked, ...question });
    });
  }

  private send(message: SecondTold | SecondAsked): void {
    if (this.outbox.length === 0) queueMicrotask(() => this.flush());
    this.outbox.push(message);
  }

  private flush(): void {
    const messages = this.outbox;
    this.outbox = [];
    if (!this.isLost) this.worker.postMessage(messages);
  }

  leave(seat: number, held?: Seat): void {
    if (held !== undefined) this.forgotten.unregister(held);
    this.tell({ seat, leave: true });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private answered(answer: SecondAnswer): void {
    const pending = this.pending.get(answer.asked);
    this.pending.delete(answer.asked);
    if (this.pending.size === 0) this.worker.unref();
    if ('failed' in answer) pending?.reject(new Error(answer.failed));
    else pending?.resolve(answer);
  }

  private lose(reason: Error): void {
    if (this.isLost) return;
    this.isLost = true;
    void this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
  }
}

/** A state on the thread. What it is told and asked is done in that order. */
export class Seat {
  private readonly running: Running;
  private readonly number: number;

  constructor(running: Running, number: number) {
    this.running = running;
    this.number = number;
  }

  get isLost(): boolean {
    return this.running.isLost;
  }

  enroll(enrollment: Enrollment): void {
    this.running.tell({ seat: this.number, enroll: enrollment });
  }

  step(activity: Activity): Promise<readonly string[]> {
    return this.decisions({ step: activity });
  }

  advance(through: Day): Promise<readonly string[]> {
    return this.decisions({ advance: through });
  }

  open(day: Day): Promise<readonly string[]> {
    return this.decisions({ open: day });
  }

  async save(): Promise<string> {
    const answer = await this.running.ask(this.number, { save: true });
    if (!('saved' in answer)) throw new Error('a state was asked for, and something else came');
    return answer.saved;
  }

  leave(): void {
    this.running.leave(this.number, this);
  }

  private async decisions(question: SecondQuestion): Promise<readonly string[]> {
    const answer = await this.running.ask(this.number, question);
    if (!('decisions' in answer)) throw new Error('decisions were asked for, and something else came');
    return answer.decisions;
  }
}
