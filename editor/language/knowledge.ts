import type { Catalogue } from '../../server/engine/facts/catalogue.ts';
import { baseCatalogue } from '../../server/engine/facts/schema-catalogue.ts';
import type { Joined } from '../../server/engine/program/join.ts';
import { partFindings } from '../../server/engine/program/limits.ts';
import type { Program } from '../../server/engine/program/model.ts';
import { prune } from '../../server/engine/program/prune.ts';
import { resolveProgram } from '../../server/engine/program/resolve.ts';
import { schemaFindings } from '../../server/engine/program/schema.ts';
import type { ProgramFiles } from './files.ts';

/** What is known of the program as it is: also of one with faults, as far as it goes. */
export interface Knowledge {
  readonly catalogue: Catalogue;
  /** Missing where there is no program.json, or one that is too large to be looked into. */
  readonly program: Program | undefined;
}

/** Asked for when someone completes or hovers; reckoned once for a state of the files. */
export class KnowledgeOf {
  private readonly files: ProgramFiles;
  private of: Joined | undefined;
  private known: Knowledge = { catalogue: baseCatalogue, program: undefined };

  constructor(files: ProgramFiles) {
    this.files = files;
  }

  now(): Knowledge {
    const joined = this.files.document();
    if (joined !== this.of) {
      this.of = joined;
      this.known = known(joined);
    }
    return this.known;
  }
}

function known({ root }: Joined): Knowledge {
  if (root === undefined || partFindings(root.value).length > 0) return { catalogue: baseCatalogue, program: undefined };
  const { program } = resolveProgram(prune(root.value, schemaFindings('program', root.value)), '');
  return { catalogue: program.catalogue, program };
}
