import type { Condition } from '../conditions/model.ts';
import { parseCondition } from '../conditions/parse.ts';
import { STAGE } from '../decisions/stage.ts';
import type { FactSpec } from '../facts/catalogue.ts';
import { itemFact } from '../facts/item-fact.ts';
import type { Balance, Promised, Protection } from './model.ts';
import type { Presence } from './presence.ts';
import type { Resolving } from './resolving.ts';

/* What a program remembers beside measures: balances, promises, protections. */

const BALANCE_PERIODS: ReadonlySet<string> = new Set(['term', 'fiscal-quarter', 'fiscal-year']);

export function resolveBalances(into: Resolving): ReadonlyMap<string, Balance> {
  const balances = new Map<string, Balance>();
  for (const [name, { type, per = [] }] of Object.entries(into.document.balances ?? {})) {
    for (const [index, key] of per.entries()) {
      if (!BALANCE_PERIODS.has(key)) into.checkFact(key, `/balances/${name}/per/${index}`);
    }
    balances.set(name, Object.freeze({ name, type, per: Object.freeze([...per]) }));
  }
  return balances;
}

export function resolvePromises(into: Resolving, presence: Presence): ReadonlyMap<string, Promised> {
  const promises = new Map<string, Promised>();
  for (const [name, json] of Object.entries(into.document.promises ?? {})) {
    const pointer = `/promises/${name}`;
    for (const [index, key] of json.by.entries()) {
      const at = `${pointer}/by/${index}`;
      const spec = into.checkFact(key, at);
      if (spec?.scope !== 'item') continue;
      const { code, message } = itemFact(spec);
      into.report(code, message, at, 'Key it by what the activity itself carries.');
    }
    const on = into.checkKinds(json.on, `${pointer}/on`);
    const where = json.where === undefined ? undefined : parse(into, json.where, `${pointer}/where`);
    const present = presence.of({ kinds: on, partnerTypes: new Set(), condition: where }, json.by);
    const formula = into.formula(json.formula, `${pointer}/formula`, json.type, { stage: STAGE.promise, kinds: on, present });
    const other = formula?.facts.find((fact) => fact.startsWith('promise.'));
    if (other !== undefined) {
      const message = `The promise ${name} reads ${other}, but promises are made together and don't read each other.`;
      into.report(
        'promise-reads-promise',
        message,
        `${pointer}/formula`,
        'Say what the other promise says, in a derived fact that both read.',
      );
    }
    if (formula === undefined || (json.where !== undefined && where === undefined)) into.unresolved.add(pointer);
    else
      promises.set(name, Object.freeze({ name, type: json.type, by: Object.freeze([...json.by]), on, ...(where && { where }), formula }));
  }
  return promises;
}

function parse(into: Resolving, json: unknown, pointer: string): Condition | undefined {
  const env = {
    ...into.conditionEnvironment(),
    refuse: (spec: FactSpec) => (spec.scope === 'item' ? itemFact(spec) : undefined),
  };
  const { condition, findings } = parseCondition(json, pointer, env);
  into.findings.push(...findings);
  return condition;
}

/** Registrations are protected by what they were submitted with. */
const SUBMITTED: ReadonlySet<string> = new Set(['registration-submitted', 'registration-reconsidered']);

export function resolveProtections(into: Resolving, presence: Presence): ReadonlyMap<string, Protection> {
  const protections = new Map<string, Protection>();
  for (const [name, json] of Object.entries(into.document.protections ?? {})) {
    const pointer = `/protections/${name}`;
    let list: string | undefined;
    for (const [index, fact] of json.scope.entries()) {
      const at = `${pointer}/scope/${index}`;
      const spec = into.checkFact(fact, at, true);
      // Every combination is a leaf: three lists of 200 would be eight million.
      if (spec?.type === 'list' && list !== undefined) {
        into.report(
          'too-many-lists',
          `${list} and ${fact} are both lists; a protection's scope has one at most.`,
          at,
          'Leave one of them out.',
        );
      } else if (spec?.type === 'list') list = fact;
      if (spec?.scope === 'item') into.report('item-fact', `${fact} is a fact of an item; a registration protects by its own facts.`, at);
    }
    const env = {
      stage: STAGE.registration,
      kinds: SUBMITTED,
      present: presence.of({ kinds: SUBMITTED, partnerTypes: new Set() }, json.scope),
    };
    const days = into.formula(json.days, `${pointer}/days`, 'days', env);
    const more = json.extensionDays === undefined ? undefined : into.formula(json.extensionDays, `${pointer}/extensionDays`, 'days', env);
    if (json.extensions !== undefined && json.extensionDays === undefined && json.extensions > 0) {
      const message = `${name} may be extended, but it is not said by how many days.`;
      into.report('extension-days-missing', message, `${pointer}/extensions`, 'Add "extensionDays".');
    }
    if (days === undefined || (json.extensionDays !== undefined && more === undefined)) into.unresolved.add(pointer);
    else {
      const extensions = json.extensions ?? (more === undefined ? 0 : 1);
      protections.set(
        name,
        Object.freeze({ name, scope: Object.freeze([...json.scope]), days, ...(more && { extensionDays: more }), extensions }),
      );
    }
  }
  return protections;
}
