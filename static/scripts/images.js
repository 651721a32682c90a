// An image that is pasted into a message is uploaded as if its file had been chosen.
document.addEventListener('paste', (event) => {
  const field = event.target.closest?.('textarea[name="content"]');
  const input = field?.closest('.message')?.querySelector('input[type="file"]');
  const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
  if (!input || files.length === 0) return;
  event.preventDefault();
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});
