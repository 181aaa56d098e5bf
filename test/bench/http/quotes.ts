import { activityOf, deals } from '../decide/workload.ts';

const QUOTES = 64;
const EARLIER = 3;

const all = deals(QUOTES * (EARLIER + 1)).map(activityOf);

/** What a vendor's order desk asks: one deal, with three earlier ones; no two are alike. */
export const quotes = Array.from({ length: QUOTES }, (_, place) => {
  const id = `partner-${place}`;
  const own = all.slice(place * (EARLIER + 1), (place + 1) * (EARLIER + 1)).map((each) => ({ ...each, partner: id }));
  const [activity, ...before] = own;
  return {
    partner: { id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] },
    earlier: before.map((each, month) => ({ ...each, occurredOn: `2024-0${month + 1}-15` })),
    activity: { ...activity, id: `asked-${place}`, occurredOn: '2024-04-02' },
  };
});
