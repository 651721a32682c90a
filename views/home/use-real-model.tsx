/** Where a key comes from and where it goes, for who has only the built-in model. */
export function UseRealModel() {
  return (
    <details class="use-real">
      <summary>You are using the built-in model: free, no key, and it knows little. Use a real model</summary>
      <p>
        Make a key at{' '}
        <a href="https://platform.openai.com/api-keys" target="_blank" rel="noopener noreferrer">
          platform.openai.com/api-keys
        </a>{' '}
        (or use any OpenAI-compatible service), put the line <code>OPENAI_API_KEY=sk-…</code> into a file{' '}
        <code>.env</code> beside <code>package.json</code>, and start Tempera again. For another service, add{' '}
        <code>OPENAI_BASE_URL</code>. Ollama, LM Studio, llama.cpp and vLLM on this machine are found by themselves.
      </p>
    </details>
  );
}
