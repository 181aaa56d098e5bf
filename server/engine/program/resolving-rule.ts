import type { ProgramDocument } from '../../../schemas/types.ts';
import { TIER_STAGE } from '../decisions/stage.ts';
import type { FactType } from '../facts/value.ts';
import type { Formula } from '../formula/model.ts';
import type { Balance } from './model.ts';
import type { Resolving } from './resolving.ts';

export type RuleDocument = ProgramDocument['rules'][number];

/** What rules name beside facts. */
export interface RuleNames {
  readonly balances: ReadonlyMap<string, Balance>;
  /** Ids under which lines are posted. */
  readonly incentives: ReadonlySet<string>;
}

/** One rule on its way into the program: what is known of it so far. */
export class ResolvingRule {
  readonly into: Resolving;
  readonly json: RuleDocument;
  readonly names: RuleNames;
  readonly pointer: string;
  /** Where it says what it decides. */
  readonly params: string;
  /** Decided for each item. */
  readonly perItem: boolean;
  /** Kinds of activity that it listens to. */
  kinds: ReadonlySet<string> = new Set();
  /** Facts that are surely there when it holds. */
  present: ReadonlySet<string> = new Set();
  /** Nothing is missing of it. */
  whole = true;

  constructor(into: Resolving, json: RuleDocument, pointer: string, names: RuleNames) {
    this.into = into;
    this.json = json;
    this.names = names;
    this.pointer = pointer;
    this.params = `${pointer}/event/params`;
    this.perItem = 'per' in json.event.params && json.event.params.per === 'item';
  }

  /** Reports what is wrong with a parameter of the decision; `at` goes on from there. */
  report(code: string, message: string, at: string, hint?: string, atKey = false): undefined {
    return this.into.report(code, message, `${this.params}${at}`, hint, atKey);
  }

  money(source: string | undefined, at: string, stage: number): Formula | undefined {
    return source === undefined ? undefined : this.formula(source, at, 'money', stage);
  }

  formula(source: string, at: string, type: FactType, stage: number, present = this.present): Formula | undefined {
    const env = {
      stage: this.json.decides === 'tier' ? TIER_STAGE : stage,
      kinds: this.kinds,
      perItem: this.perItem,
      present,
    };
    const formula = this.into.formula(source, `${this.params}${at}`, type, env);
    if (formula === undefined) this.whole = false;
    return formula;
  }
}
