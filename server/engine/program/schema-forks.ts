import type { ErrorObject } from '../../../schemas/ajv.ts';

/** Keywords under which Ajv tries several schemas: what each of them lacks is noise. */
export function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const forks = new Map<string, ErrorObject>();
  for (const error of errors) if (error.keyword === 'oneOf' || error.keyword === 'anyOf') forks.set(error.instancePath, error);
  return errors.filter((error) => {
    // The name that is wrong is told by its key.
    if (error.keyword === 'propertyNames') return false;
    const fork = nearestFork(error.instancePath, forks);
    if (fork === undefined) return true;
    const chosen = chosenBranch(fork);
    if (error === fork) return chosen === undefined;
    return chosen !== undefined && branchOf(error, fork) === chosen;
  });
}

/** The innermost fork at or above a path. */
function nearestFork(path: string, forks: ReadonlyMap<string, ErrorObject>): ErrorObject | undefined {
  if (forks.size === 0) return undefined;
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const fork = forks.get(at);
    if (fork !== undefined || at === '') return fork;
  }
}

/** An incentive either pays or takes back; what it says of itself tells which. */
type Branch = 'paying' | 'reversing';

function chosenBranch(fork: ErrorObject): Branch | undefined {
  if (!fork.instancePath.endsWith('/event/params') || typeof fork.data !== 'object' || fork.data === null) return undefined;
  return 'reverses' in fork.data && !('amount' in fork.data) ? 'reversing' : 'paying';
}

/** Whose error it is: by the fields that the schema knows, or by the field that it stands in. */
function branchOf(error: ErrorObject, fork: ErrorObject): Branch {
  const inside = error.instancePath.slice(fork.instancePath.length + 1).split('/')[0] ?? '';
  if (inside !== '') return inside === 'reverses' || inside === 'share' ? 'reversing' : 'paying';
  const known = error.parentSchema?.properties as object | undefined;
  return known !== undefined && 'reverses' in known ? 'reversing' : 'paying';
}
