import type { ActivityDocument } from '../../../schemas/types.ts';
import { shorten } from '../program/wording.ts';
import type { Party } from './activity.ts';
import type { Intake } from './intaking.ts';
import { parseDecimal, showValue } from './render.ts';
import { RATE_DECIMALS } from './value.ts';

const WHOLE_SHARE = 10 ** RATE_DECIMALS;

/** The parties of an activity; at least one where nothing is found fault with. `known`: its kind is one that can be recorded. */
export function readParties(intake: Intake, json: ActivityDocument, known: boolean): readonly Party[] {
  const { partner, partnerType, parties } = json;
  if (parties !== undefined) {
    if (partner !== undefined || partnerType !== undefined) {
      const at = partner === undefined ? '/partnerType' : '/partner';
      intake.report(
        'parties-mixed',
        'An activity names a partner or its parties, not both.',
        at,
        'Put the partner among the parties.',
        true,
      );
    }
    return severalParties(intake, json, parties, known);
  }
  if (partner === undefined || partnerType === undefined) {
    const missing = partner === undefined ? 'partner' : 'partnerType';
    intake.report('missing-field', `${missing} is missing: whose activity is it?`, '', 'Add "partner" and "partnerType", or "parties".');
    return [];
  }
  if (intake.partnerType(partnerType, '/partnerType') && known) checkProduced(intake, json.kind, partnerType, '/partnerType');
  const party = { partner: intake.text('partner', partner, '/partner'), partnerType, role: 'principal', share: WHOLE_SHARE };
  return Object.freeze([Object.freeze(party)]);
}

function severalParties(
  intake: Intake,
  json: ActivityDocument,
  parties: NonNullable<ActivityDocument['parties']>,
  known: boolean,
): readonly Party[] {
  const seen = new Set<string>();
  let total = 0;
  const read = parties.map((party, index) => {
    const pointer = `/parties/${index}`;
    if (intake.partnerType(party.partnerType, `${pointer}/partnerType`) && known)
      checkProduced(intake, json.kind, party.partnerType, `${pointer}/partnerType`);
    const key = `${party.partnerType}\u0000${party.partner}`;
    if (seen.has(key)) {
      const message = `${shorten(party.partner)} takes part as ${party.partnerType} twice.`;
      intake.report('party-twice', message, pointer, 'Name it once, with one role and its whole share.');
    }
    seen.add(key);
    const share = readShare(intake, party.share, parties.length, `${pointer}/share`);
    total += share;
    return Object.freeze({
      partner: intake.text('partner', party.partner, `${pointer}/partner`),
      partnerType: party.partnerType,
      role: party.role,
      share,
    });
  });
  if (total > WHOLE_SHARE) {
    const sum = showValue('rate', total, 0);
    intake.report('shares-above-one', `The shares of the parties are together ${sum}; at most 1 was expected.`, '/parties');
  }
  return Object.freeze(read);
}

function readShare(intake: Intake, text: string | undefined, parties: number, pointer: string): number {
  if (text === undefined) return parties === 1 ? WHOLE_SHARE : 0;
  const share = parseDecimal(text, RATE_DECIMALS);
  if (share !== undefined && share >= 0 && share <= WHOLE_SHARE) return share;
  intake.report('out-of-range', `share is ${shorten(text)}; a rate from 0 to 1 was expected.`, pointer);
  return 0;
}

function checkProduced(intake: Intake, kind: string, partnerType: string, pointer: string): void {
  const type = intake.program.partnerTypes.get(partnerType);
  if (type === undefined || type.produces.has(kind)) return;
  const message = `Partners of type ${partnerType} do not produce ${kind}.`;
  intake.report('kind-not-produced', message, pointer, `They produce ${[...type.produces].join(', ')}.`);
}
