import type { Migration } from 'kysely';
import { histories } from './0001-histories.ts';
import { simulations } from './0002-simulations.ts';
import { access } from './0003-access.ts';
import { audit } from './0004-audit.ts';
import { life } from './0005-life.ts';
import { idempotency } from './0006-idempotency.ts';
import { dealTime } from './0008-deal-time.ts';
import { analytics } from './0010-analytics.ts';
import { auditTogether } from './0012-audit-together.ts';
import { tierHistory } from './0013-tier-history.ts';
import { postingTogether } from './0014-posting-together.ts';

/** In the order in which they are applied. One that has been released is never changed; another is added. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-histories': histories,
  '0002-simulations': simulations,
  '0003-access': access,
  '0004-audit': audit,
  '0005-life': life,
  '0006-idempotency': idempotency,
  '0008-deal-time': dealTime,
  '0010-analytics': analytics,
  '0012-audit-together': auditTogether,
  '0013-tier-history': tierHistory,
  '0014-posting-together': postingTogether,
};
