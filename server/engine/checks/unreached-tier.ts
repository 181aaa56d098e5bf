import type { Check } from './check.ts';

export const unreachedTier: Check = {
  name: 'unreached-tier',
  about: 'Every level above the lowest has a rule that reaches it.',
  *run({ document, program, unresolved }) {
    for (const [name, type] of Object.entries(document.partnerTypes)) {
      for (const [index, level] of (type.tiers?.levels ?? []).entries()) {
        if (index === 0) continue;
        const reached = program.rules.some((rule) => rule.decides === 'tier' && rule.for.has(name) && rule.level === level);
        if (reached || mayBeUnresolved(document.rules, unresolved, level)) continue;
        yield {
          code: 'unreached-tier',
          severity: 'error',
          message: `No rule for ${name} reaches the tier ${level}.`,
          hint: 'Write a tier rule for it, or take the level out.',
          pointer: `/partnerTypes/${name}/tiers/levels/${index}`,
        };
      }
    }
  },
};

/** A tier rule with errors of its own still says which level it means. */
const mayBeUnresolved = (
  rules: readonly { readonly decides: string; readonly event: { readonly params: object } }[],
  unresolved: ReadonlySet<string>,
  level: string,
): boolean =>
  rules.some(
    (rule, index) =>
      rule.decides === 'tier' && unresolved.has(`/rules/${index}`) && 'level' in rule.event.params && rule.event.params.level === level,
  );
