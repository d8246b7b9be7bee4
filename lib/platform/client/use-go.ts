import { useRouter } from 'next/navigation';
import { useTransition } from 'react';

/** Goes to another page of ours, and says whether it is on its way. */
export function useGo(): { readonly go: (path: string) => void; readonly pending: boolean } {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go = (path: string): void => {
    startTransition(() => {
      router.push(path);
    });
  };
  return { go, pending };
}
