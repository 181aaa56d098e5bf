import type { ScenarioDocument } from '../../schemas/types.ts';
import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import { placeFindings } from '../../server/engine/program/join.ts';
import { loadProgram } from '../../server/engine/program/load.ts';
import type { Program } from '../../server/engine/program/model.ts';
import { schemaFindings } from '../../server/engine/program/schema.ts';
import type { SourceFile } from '../../server/engine/program/source.ts';
import { unknownNames } from '../../server/engine/scenarios/names.ts';
import type { ProgramFiles } from './files.ts';

/**
 * All that the engine finds wrong with the files: the program as it will be loaded, and of the scenarios what can be
 * told without deciding anything. Whether they hold, the server says.
 */
export function diagnose(files: ProgramFiles, scenarios: ScenarioCheck): readonly Diagnostic[] {
  const loaded = loadProgram(files.program(), files.parse);
  const found = loaded.ok ? loaded.warnings : loaded.diagnostics;
  return [...found, ...files.scenarios().flatMap((file) => scenarios.of(file, loaded.ok ? loaded.program : undefined))];
}

/** Of scenarios what their schema says is kept by the file; only names go by the program. */
export class ScenarioCheck {
  private readonly files: ProgramFiles;
  private readonly bySchema = new WeakMap<SourceFile, readonly Diagnostic[]>();

  constructor(files: ProgramFiles) {
    this.files = files;
  }

  of(file: SourceFile, program: Program | undefined): readonly Diagnostic[] {
    let known = this.bySchema.get(file);
    const { node, faults } = this.files.parse(file);
    const joined = { files: [file], faults, ...(node !== undefined && { root: node }) };
    if (known === undefined) {
      known = placeFindings(node === undefined ? [] : schemaFindings('scenario', node.value), faults, joined);
      this.bySchema.set(file, known);
    }
    if (known.length > 0 || program === undefined || node === undefined) return known;
    const timeline = { id: program.id, versions: [program] };
    return placeFindings(unknownNames(timeline, node.value as unknown as ScenarioDocument), [], joined);
  }
}
