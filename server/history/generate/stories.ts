import { sale } from './deals.ts';
import { sellIn } from './distribution.ts';
import { attest } from './documents.ts';
import type { Firm } from './firm.ts';
import { askForFunds } from './funds.ts';
import { adopt, buildIntegration } from './integrations.ts';
import { offer, sellListed } from './marketplace.ts';
import { bringOpportunity, coSell } from './opportunities.ts';
import { learn } from './people.ts';
import { ask, bill, changeProfile, countUsers, review } from './portal.ts';
import type { Registrations } from './registrations.ts';
import { engage, refer } from './services.ts';
import { ship } from './shipments.ts';
import type { World } from './world.ts';

/** Something that begins with a firm, and may go on for years. */
export interface Story {
  /** Kind of its first activity. */
  readonly lead: string;
  /** How often it begins, against the others. */
  readonly weight: number;
  /** In the last weeks of a quarter. */
  readonly rush?: number;
  readonly tell: (world: World, firm: Firm) => void;
}

/** What each partner type lives through, beside what its joining sets going. */
export function storiesOf(registrations: Registrations): ReadonlyMap<string, readonly Story[]> {
  const register = (world: World, firm: Firm): void => registrations.deal(world, firm);
  const common: readonly Story[] = [
    { lead: 'gate-question', weight: 30, tell: ask },
    { lead: 'profile-changed', weight: 4, tell: changeProfile },
  ];
  const trained: readonly Story[] = [
    { lead: 'certificate-earned', weight: 34, tell: learn },
    { lead: 'document-received', weight: 5, tell: attest },
    { lead: 'reference-given', weight: 7, tell: refer },
  ];
  return new Map<string, readonly Story[]>([
    [
      'reseller',
      [
        { lead: 'deal-closed', weight: 300, rush: 520, tell: sale },
        { lead: 'registration-submitted', weight: 150, rush: 110, tell: register },
        { lead: 'mdf-request', weight: 22, tell: askForFunds },
        { lead: 'business-review', weight: 3, tell: review },
        { lead: 'usage-report', weight: 14, tell: countUsers },
        { lead: 'invoice', weight: 14, tell: bill },
        ...trained,
        ...common,
      ],
    ],
    [
      'isv',
      [
        { lead: 'integration-adoption', weight: 110, tell: adopt },
        { lead: 'marketplace-offer', weight: 40, rush: 60, tell: offer },
        { lead: 'marketplace-sale', weight: 14, tell: sellListed },
        { lead: 'co-sell-request', weight: 30, tell: coSell },
        { lead: 'integration-milestone', weight: 4, tell: buildIntegration },
        { lead: 'mdf-request', weight: 10, tell: askForFunds },
        ...common,
      ],
    ],
    [
      'si',
      [
        { lead: 'service-engagement', weight: 90, tell: engage },
        { lead: 'opportunity-sourced', weight: 45, rush: 60, tell: (world, firm) => bringOpportunity(world, firm, registrations) },
        ...trained,
        ...common,
      ],
    ],
    [
      'oem',
      [
        { lead: 'shipment-report', weight: 6, tell: ship },
        { lead: 'gate-question', weight: 5, tell: ask },
      ],
    ],
    ['distributor', [{ lead: 'deal-closed', weight: 32, rush: 50, tell: sellIn }]],
    [
      'vendor-field',
      [
        { lead: 'registration-submitted', weight: 16, tell: register },
        { lead: 'deal-closed', weight: 14, rush: 22, tell: sale },
      ],
    ],
  ]);
}

/** Applications of firms that never join, against all other stories of the program. */
export const STRANGERS = 5;
