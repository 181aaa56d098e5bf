import type { FastifyReply } from 'fastify';

/**
 * What HTTP answers when something is wrong (RFC 9457). The table is closed, and this is the only
 * place that renders one.
 */
export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'unsafe-json': { status: 400, title: 'The body is JSON of a kind that is refused' },
  'invalid-request': { status: 400, title: 'The request has not the shape that is asked for' },
  'bad-url': { status: 400, title: 'The address can not be read' },
  'sign-in-failed': { status: 400, title: 'Signing in did not work' },
  'not-signed-in': { status: 401, title: 'The request does not say who asks' },
  'not-allowed': { status: 403, title: 'Who asks may not do this' },
  'cross-site': { status: 403, title: 'Another site made the browser ask' },
  'own-draft': { status: 403, title: 'Who wrote it does not approve it' },
  'own-proposal': { status: 403, title: 'Who proposed or disputed it does not decide on it' },
  'unknown-route': { status: 404, title: 'There is nothing at this address' },
  'unknown-program': { status: 404, title: 'There is no such program' },
  'unknown-version': { status: 404, title: 'The program has no such version' },
  'unknown-timeline-entry': { status: 404, title: 'The timeline has no such entry' },
  'unknown-draft': { status: 404, title: 'There is no such draft' },
  'unknown-submission': { status: 404, title: 'There is no such submission' },
  'unknown-person': { status: 404, title: 'There is no such person' },
  'unknown-key': { status: 404, title: 'There is no such key' },
  'unknown-history': { status: 404, title: 'There is no such history' },
  'unknown-import': { status: 404, title: 'There is no such import' },
  'unknown-simulation': { status: 404, title: 'There is no such simulation' },
  'unknown-view': { status: 404, title: 'There is no such view' },
  'unknown-webhook': { status: 404, title: 'There is no such webhook' },
  'unknown-event': { status: 404, title: 'There is no such event' },
  'unknown-decision': { status: 404, title: 'There is no such decision' },
  'unknown-shadow': { status: 404, title: 'No version rides along' },
  'unknown-partner': { status: 404, title: 'There is no such partner' },
  'unknown-customer': { status: 404, title: 'There is no such customer' },
  'unknown-case': { status: 404, title: 'There is no such case' },
  'unknown-line': { status: 404, title: 'There is no such line' },
  'unknown-adjustment': { status: 404, title: 'There is no such adjustment' },
  'unknown-dispute': { status: 404, title: 'There is no such dispute' },
  'unknown-payout': { status: 404, title: 'There is no such payout batch' },
  'method-not-allowed': { status: 405, title: 'The resource does not answer to this method' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'not-done': { status: 409, title: 'It is not done yet, or ended without a result' },
  'wrong-state': { status: 409, title: 'It is past that, or not there yet' },
  'not-shown': { status: 409, title: 'What is approved is not what was shown' },
  'past-unconfirmed': { status: 409, title: 'The day is past, and what that posts is not confirmed' },
  'revision-conflict': { status: 409, title: 'The same revision says something else' },
  'held-by-another': { status: 409, title: 'Another one holds what is asked for' },
  'under-way': { status: 409, title: 'The same request is being answered' },
  'changed-meanwhile': { status: 412, title: 'It was changed meanwhile' },
  'body-too-large': { status: 413, title: 'The body is larger than is allowed' },
  'unsupported-media-type': { status: 415, title: 'The body is of a type that is not read' },
  'invalid-partner': { status: 422, title: 'A partner is not as the program asks' },
  'invalid-activity': { status: 422, title: 'An activity is not as the program asks' },
  'invalid-history': { status: 422, title: 'The activities make no history' },
  'invalid-mapping': { status: 422, title: 'The mapping does not fit its files or the program' },
  'invalid-simulation': { status: 422, title: 'The simulation asks for what is not there' },
  'not-ready': { status: 422, title: 'The draft is not ready for that' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key belongs to another request' },
  'took-too-long': { status: 422, title: 'It was not done in the time that an answer may take' },
  'too-much-work': { status: 422, title: 'The quote reaches over more than one may ask' },
  'precondition-required': { status: 428, title: 'The request does not say what it was made of' },
  'too-many-requests': { status: 429, title: 'Too many requests in a short time' },
  'wrong-host': { status: 421, title: 'The server does not go by this name' },
  'headers-too-large': { status: 431, title: 'The headers are larger than is allowed' },
  'limit-reached': { status: 429, title: 'More than that is not kept or done at a time' },
  'internal-error': { status: 500, title: 'Something is wrong on our side' },
  'evaluators-differ': { status: 500, title: 'The two evaluators decide differently, and nothing was posted' },
  'sign-in-unavailable': { status: 503, title: 'The provider of sign-in is away' },
  overloaded: { status: 503, title: 'The server is busy' },
  unavailable: { status: 503, title: 'What the request needs is away' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_TYPE = 'application/problem+json';

/** One thing that is wrong, and where. */
export interface ProblemFinding {
  /** JSON pointer into the body of the request. */
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

/** As it goes over the wire. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly findings: readonly ProblemFinding[];
  /** Of `changed-meanwhile`, and of `precondition-required` where it is known: revision as it stands. */
  readonly current?: number;
  /** Of `past-unconfirmed`: what would be posted, decimal text; it is to be sent as the confirmation. */
  readonly posts?: string;
  /** Of `past-unconfirmed` where the program decides at deal time: what reconcile would post of what is recorded. */
  readonly reconcile?: object;
  /** Of `held-by-another`: the last day on which it is held. */
  readonly until?: string;
  /** Of `held-by-another`: the decision, which is recorded. */
  readonly decision?: string;
}

/** What some problems say beside. */
type Members = Pick<ProblemDocument, 'current' | 'posts' | 'reconcile' | 'until' | 'decision'>;

/** More are counted, not shown: an answer must not grow with the mistakes of the question. */
const MAX_FINDINGS = 100;

/** Thrown by whoever finds something wrong with a request; rendered by the error handler, or in a batch beside its quote. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly findings: readonly ProblemFinding[];
  /** Headers that belong to it: Allow, Retry-After. */
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Members;

  constructor(
    code: ProblemCode,
    detail: string,
    findings: readonly ProblemFinding[] = [],
    headers: Readonly<Record<string, string>> = {},
    members: Members = {},
  ) {
    super(detail);
    this.code = code;
    this.findings = findings;
    this.headers = headers;
    this.members = members;
  }
}

export function problemDocument({ code, message, findings, members }: Problem): ProblemDocument {
  const { status, title } = PROBLEMS[code];
  const detail =
    findings.length > MAX_FINDINGS ? `${message} The first ${MAX_FINDINGS} of ${findings.length} findings are shown.` : message;
  const shown = findings
    .slice(0, MAX_FINDINGS)
    .map(({ pointer, message, hint }) => ({ pointer, message, ...(hint !== undefined && { hint }) }));
  return { type: `https://dealwright.dev/problems/${code}`, title, status, detail, code, findings: shown, ...members };
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(PROBLEMS[problem.code].status)
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(problemDocument(problem));
}
