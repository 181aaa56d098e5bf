import { LifecycleError } from '../lifecycle/model.ts';
import { revisionTag } from './etags.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { kept } from './stored.ts';

/** Does something with a program's life. `unknown`: what it is when what the address names isn't there. */
export async function lived<T>(unknown: ProblemCode, work: () => Promise<T>): Promise<T> {
  try {
    return await kept(unknown, work);
  } catch (error) {
    throw error instanceof LifecycleError ? problemOf(error, unknown) : error;
  }
}

function problemOf({ code, message, findings, current, posts, reconcile }: LifecycleError, unknown: ProblemCode): Problem {
  switch (code) {
    case 'not-found':
      return new Problem(unknown, message, findings);
    case 'changed': {
      const etag = current && { etag: revisionTag(current.revision) };
      return new Problem('changed-meanwhile', message, findings, etag, current && { current: current.revision });
    }
    case 'own-draft':
    case 'not-shown':
    case 'not-ready':
      return new Problem(code, message, findings);
    case 'state':
      return new Problem('wrong-state', message, findings);
    case 'past-unconfirmed':
      return new Problem(code, message, findings, {}, { ...(posts !== undefined && { posts }), ...(reconcile && { reconcile }) });
    case 'limit':
      return new Problem('limit-reached', message, findings);
  }
}
