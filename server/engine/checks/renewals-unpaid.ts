import type { Check } from './check.ts';

/** A warning: partners do what pays, and nothing pays for keeping a customer. */
export const renewalsUnpaid: Check = {
  name: 'renewals-unpaid',
  about: 'Where new licences pay, renewals pay too, or customers churn.',
  *run({ document, program }) {
    for (const [name, type] of Object.entries(document.partnerTypes)) {
      if (!type.produces.includes('deal-closed') || !type.produces.includes('renewal')) continue;
      const paysOn = (kind: string) =>
        program.rules.find((rule) => rule.decides === 'incentive' && rule.for.has(name) && rule.on.has(kind));
      const selling = paysOn('deal-closed');
      if (selling === undefined || paysOn('renewal') !== undefined) continue;
      yield {
        code: 'renewals-unpaid',
        severity: 'warning',
        message: `${selling.name} pays ${name} for new deals, but nothing pays for renewals.`,
        hint: 'Partners turn to what pays, and customers churn: let an incentive listen to renewal.',
        pointer: `/partnerTypes/${name}`,
        atKey: true,
      };
    }
  },
};
