import { STAGE } from '../decisions/stage.ts';
import { resolveIncentive, resolveObligation, resolveReversal } from './resolve-lines.ts';
import type { ResolvingRule, RuleDocument } from './resolving-rule.ts';
import { nameHint } from './wording.ts';

/** What a rule decides when it holds: the part of it that is its kind's own. */
export function resolveDecision(rule: ResolvingRule): object {
  const { json } = rule;
  switch (json.decides) {
    case 'tier':
      checkLevel(rule, json.event.params.level);
      return { decides: 'tier', level: json.event.params.level };
    case 'enrollment':
      return { decides: 'enrollment', ...json.event.params };
    case 'routing': {
      const { to, ...params } = json.event.params;
      if (params.outcome === 'route' && to === undefined) {
        rule.report('missing-field', `${json.name} routes, but does not say where to.`, '', 'Add "to".');
      }
      return { decides: 'routing', ...params, ...(to !== undefined && { routeTo: to }) };
    }
    case 'gate': {
      const { per: _, ...params } = json.event.params;
      return { decides: 'gate', ...params, perItem: rule.perItem };
    }
    case 'registration':
      return resolveRegistration(rule, json.event.params);
    case 'benefit': {
      const { amount, ...params } = json.event.params;
      const formula = rule.money(amount, '/amount', STAGE.benefit);
      return { decides: 'benefit', ...params, ...(formula && { amount: formula }) };
    }
    case 'mdf': {
      const { amount, ...params } = json.event.params;
      const formula = rule.money(amount, '/amount', STAGE.mdf);
      return { decides: 'mdf', ...params, ...(formula && { amount: formula }) };
    }
    case 'incentive': {
      const { params } = json.event;
      return 'reverses' in params ? resolveReversal(rule, params) : resolveIncentive(rule, params);
    }
    case 'obligation':
      return resolveObligation(rule, json.event.params);
  }
}

/** A level must be one of each of the rule's types. */
function checkLevel(rule: ResolvingRule, level: string): void {
  for (const name of rule.json.for) {
    const type = rule.into.partnerTypes.get(name);
    if (type === undefined || type.tiers?.levels.includes(level) === true) continue;
    if (type.tiers === undefined)
      rule.report('no-tiers', `The partner type ${name} has no tiers.`, '/level', `Give it "tiers", or leave it out of "for".`);
    else rule.report('unknown-level', `The partner type ${name} has no level ${level}.`, '/level', nameHint(level, type.tiers.levels));
  }
}

type RegistrationParams = Extract<RuleDocument, { decides: 'registration' }>['event']['params'];

function resolveRegistration(rule: ResolvingRule, { protection, outcome, reason, stages }: RegistrationParams): object {
  const { into } = rule;
  const known = Object.keys(into.document.protections ?? {});
  if (protection !== undefined && !known.includes(protection) && !into.isCut('protections', protection)) {
    rule.report('unknown-protection', `There is no protection ${protection}.`, '/protection', nameHint(protection, known));
  }
  if (protection !== undefined && outcome !== 'approve' && outcome !== 'review') {
    rule.report('protection-without-approval', `A registration that is to ${outcome} gets no protection.`, '/protection', 'Remove it.');
  }
  if (stages !== undefined && outcome !== 'review') {
    rule.report('stages-without-review', 'Only a review has stages.', '/stages', 'Remove them, or write "outcome": "review".');
  }
  return {
    decides: 'registration',
    outcome,
    ...(protection && { protection }),
    ...(reason && { reason }),
    stages: Object.freeze([...(stages ?? [])]),
  };
}
