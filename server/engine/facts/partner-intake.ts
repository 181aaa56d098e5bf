import type { PartnerDocument } from '../../../schemas/types.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Program } from '../program/model.ts';
import { didYouMean, escapePointer, nameHint } from '../program/wording.ts';
import type { Enrollment } from './activity.ts';
import { Intake } from './intaking.ts';
import { isRefusal, readValue } from './read.ts';
import type { Value } from './value.ts';

export type PartnerRead =
  | { readonly ok: true; readonly enrollments: readonly Enrollment[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

const NO_FACTS: ReadonlyMap<string, Value> = new Map();

export class PartnerIntake extends Intake {
  private readonly json: PartnerDocument;

  constructor(program: Program, json: PartnerDocument) {
    super(program);
    this.json = json;
  }

  run(): PartnerRead {
    const partner = this.text('id', this.json.id, '/id');
    const firm = this.json.facts === undefined ? NO_FACTS : this.profile(this.json.facts, '/facts');
    const seen = new Set<string>();
    const enrollments = this.json.enrollments.map((json, index): Enrollment => {
      const pointer = `/enrollments/${index}`;
      this.partnerType(json.partnerType, `${pointer}/partnerType`);
      if (seen.has(json.partnerType)) {
        this.report(
          'enrolled-twice',
          `The partner is enrolled as ${json.partnerType} twice.`,
          `${pointer}/partnerType`,
          'Keep one of them.',
        );
      }
      seen.add(json.partnerType);
      const enrolledOn = this.day('enrolledOn', json.enrolledOn, `${pointer}/enrolledOn`);
      if (json.tier !== undefined) this.tier(json.partnerType, json.tier, `${pointer}/tier`);
      const profile = json.facts === undefined ? firm : new Map([...firm, ...this.profile(json.facts, `${pointer}/facts`)]);
      for (const name of this.reader.requiredOfPartners) {
        if (!profile.has(name))
          this.report('missing-fact', `${name} is missing; a partner must carry it.`, pointer, `Add "${name}" to its facts.`);
      }
      return Object.freeze({
        partner,
        partnerType: json.partnerType,
        enrolledOn,
        ...(json.tier !== undefined && { tier: json.tier }),
        profile,
      });
    });
    return this.findings.length > 0 ? { ok: false, findings: this.findings } : { ok: true, enrollments: Object.freeze(enrollments) };
  }

  private profile(json: Readonly<Record<string, unknown>>, pointer: string): ReadonlyMap<string, Value> {
    const profile = new Map<string, Value>();
    for (const [name, entry] of Object.entries(json)) {
      const at = `${pointer}/${escapePointer(name)}`;
      const spec = this.reader.partnerFacts.get(name);
      if (spec === undefined) {
        const own = this.program.catalogue.facts.has(name);
        if (own) this.report('fact-not-recorded', `${name} is the program's to say.`, at, 'Remove it.', true);
        else this.report('unknown-fact', `There is no fact ${name}.`, at, didYouMean(name, this.reader.partnerFacts.keys()), true);
        continue;
      }
      const value = readValue(spec.type, entry, this.program.currency.digits, spec.choices);
      if (isRefusal(value)) this.refused(name, entry, value, at, spec.choices);
      else profile.set(name, value);
    }
    return profile;
  }

  private tier(partnerType: string, tier: string, pointer: string): void {
    const type = this.program.partnerTypes.get(partnerType);
    if (type === undefined || type.tiers?.levels.includes(tier) === true) return;
    if (type.tiers === undefined) this.report('no-tiers', `The partner type ${partnerType} has no tiers.`, pointer, 'Remove it.', true);
    else this.report('unknown-level', `The partner type ${partnerType} has no level ${tier}.`, pointer, nameHint(tier, type.tiers.levels));
  }
}
