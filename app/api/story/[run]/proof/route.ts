import { storyActor } from '@/lib/partners/server/story-cast';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { readLoanProof } from '@/lib/servicing/server/read-loan-proof';
import { requireDemo, storyLoan } from '@/app/story/run-story';
import { proofSources } from '@/app/wiring';

/** The story's loan as its owner may see it, sealed, with its proof. */
export async function GET(_request: Request, { params }: { readonly params: Promise<{ run: string }> }): Promise<Response> {
  try {
    requireDemo();
    return answerJson(await readLoanProof(await proofSources(), storyActor('owner'), await storyLoan((await params).run)));
  } catch (error) {
    return answerProblem(error);
  }
}
