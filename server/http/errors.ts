import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessError } from '../access/access-error.ts';
import { PROBLEM_TYPE, PROBLEMS, Problem, type ProblemCode, problemDocument, sendProblem } from './problem.ts';
import { unavailable, unavailableLog } from './unavailable.ts';

/** Fastify's own errors, as problems. What is not here is ours to mend, and answered without internals. */
const FRAMEWORK_PROBLEMS: Readonly<Record<string, { readonly code: ProblemCode; readonly detail: string }>> = {
  FST_ERR_BAD_URL: { code: 'bad-url', detail: 'The address has a percent sign that begins no character.' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'bad-url', detail: 'A part of the address is longer than any id.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body-too-large', detail: 'Ask in smaller pieces.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'unsupported-media-type', detail: 'Send the body as application/json.' },
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: { code: 'unsupported-media-type', detail: 'Send the body as application/json.' },
  FST_STATIC_FORBIDDEN_PATH: { code: 'unknown-route', detail: 'Nothing is there. See /docs.' },
  // what databases say of U+0000 in a text
  '22021': { code: 'invalid-request', detail: 'U+0000 stands in it, and nothing here has that in its name.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'malformed-json', detail: 'The body is not as long as its Content-Length says.' },
};

export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof AccessError) return new Problem('not-allowed', error.message);
  const away = unavailable(error);
  if (away !== undefined) return away;
  const known = FRAMEWORK_PROBLEMS[(error as Partial<FastifyError>).code ?? ''];
  return known && new Problem(known.code, known.detail);
}

/** A request that fails of itself costs nobody else anything: it is logged, and the process goes on. */
export function internalError(error: unknown, request: FastifyRequest): Problem {
  // what stands in a query may be a secret: a link, a code
  request.log.error({ err: error, method: request.method, url: request.url.split('?', 1)[0] }, 'request failed');
  return new Problem('internal-error', 'The request could not be answered. It has been logged; asking again is safe.');
}

export function answerErrors(app: FastifyInstance): void {
  const logUnavailable = unavailableLog();
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error) ?? internalError(error, request);
    if (problem.code === 'unavailable') logUnavailable(error, request);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new Problem('unknown-route', `Nothing answers ${request.method} ${request.url.slice(0, 200)}. See /docs.`)),
  );
}

/** For errors before there is a route. */
export function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, toProblem(error) ?? internalError(error, request));
}

/** For connections that never became a request: all that is left is the socket. */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(rawProblem(clientProblem(error.code)));
  socket.destroy();
}

function clientProblem(code: string): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'The connection is closed.');
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers-too-large', 'Send fewer or shorter headers.');
    default:
      return new Problem('bad-url', 'What arrived is not HTTP.');
  }
}

function rawProblem(problem: Problem): string {
  const body = JSON.stringify(problemDocument(problem));
  const { status, title } = PROBLEMS[problem.code];
  return `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
