import { storyActor } from '@/lib/partners/server/story-cast';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { readHistory } from '@/lib/servicing/server/read-history';
import { requireDemo, storyLoan } from '@/app/story/run-story';
import { recordSources } from '@/app/wiring';

/** The story's loan as its owner may see it. */
export async function GET(_request: Request, { params }: { readonly params: Promise<{ run: string }> }): Promise<Response> {
  try {
    requireDemo();
    return answerJson(await readHistory(await recordSources(), storyActor('owner'), await storyLoan((await params).run)));
  } catch (error) {
    return answerProblem(error);
  }
}
