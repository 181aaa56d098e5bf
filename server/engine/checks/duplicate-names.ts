import type { Check } from './check.ts';

export const duplicateNames: Check = {
  name: 'duplicate-names',
  about: 'Rules have names of their own, and an incentive, a stack and a budget are not named alike.',
  *run({ document }) {
    const first = new Map<string, number>();
    for (const [index, rule] of document.rules.entries()) {
      const earlier = first.get(rule.name);
      if (earlier === undefined) first.set(rule.name, index);
      else {
        yield {
          code: 'duplicate-name',
          severity: 'error',
          message: `Two rules are named ${rule.name}; the other is rule ${earlier + 1}.`,
          hint: 'Decisions name the rule they rest on, so each needs a name of its own.',
          pointer: `/rules/${index}/name`,
        };
      }
    }
    const incentives = new Set(
      document.rules.flatMap((rule) => {
        if (rule.decides === 'incentive') return 'incentive' in rule.event.params ? [rule.event.params.incentive] : [];
        return rule.decides === 'obligation' ? [rule.event.params.obligation] : [];
      }),
    );
    for (const name of Object.keys(document.stacks ?? {})) {
      if (!incentives.has(name)) continue;
      yield {
        code: 'duplicate-name',
        severity: 'error',
        message: `The stack ${name} has the name of an incentive.`,
        hint: 'A stack lists incentives and stacks by name; give it one of its own.',
        pointer: `/stacks/${name}`,
        atKey: true,
      };
    }
  },
};
