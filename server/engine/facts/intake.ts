import { documentValidator } from '../../../schemas/ajv.ts';
import type { ActivityDocument, PartnerDocument } from '../../../schemas/types.ts';
import type { Program } from '../program/model.ts';
import { findingsOf } from '../program/schema.ts';
import { ActivityIntake, type ActivityRead } from './activity-intake.ts';
import { PartnerIntake, type PartnerRead } from './partner-intake.ts';

/*
 * Activities and partners on their way in: JSON → typed, frozen values in the program's currency, or
 * all that is wrong with them. This is the edge; inside nothing is checked again.
 */

export function readActivity(program: Program, document: unknown): ActivityRead {
  const validate = documentValidator('activity');
  if (!validate(document)) return { ok: false, findings: findingsOf(validate.errors ?? []) };
  return new ActivityIntake(program, document as ActivityDocument).run();
}

export function readPartner(program: Program, document: unknown): PartnerRead {
  const validate = documentValidator('partner');
  if (!validate(document)) return { ok: false, findings: findingsOf(validate.errors ?? []) };
  return new PartnerIntake(program, document as PartnerDocument).run();
}
