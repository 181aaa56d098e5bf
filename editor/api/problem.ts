import type { components } from './schema.gen.ts';

export type Problem = components['schemas']['Problem'];

/** Thrown by `ask`: what the server says is wrong. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
  }
}

export function unreachable(cause: unknown): ProblemError {
  const problem: Problem = {
    type: 'about:blank',
    code: 'unavailable',
    status: 503,
    title: 'The server does not answer',
    detail: 'It may be stopped, or the network is away. What you see is as it was; asking again is safe.',
    findings: [],
  };
  return new ProblemError(problem, { cause });
}

export const isProblem = (error: unknown, code?: Problem['code']): error is ProblemError =>
  error instanceof ProblemError && (code === undefined || error.problem.code === code);

interface Message {
  readonly title: string;
  readonly detail: string;
  /** What is wrong in particular, and what to do. */
  readonly points: readonly string[];
}

/** Anything that was thrown, in words for a person. */
export function messageOf(error: unknown): Message {
  if (error instanceof ProblemError) {
    const { title, detail, findings } = error.problem;
    return { title, detail, points: findings.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`)) };
  }
  return {
    title: 'Something is wrong on this page',
    detail: error instanceof Error ? error.message : String(error),
    points: [],
  };
}
