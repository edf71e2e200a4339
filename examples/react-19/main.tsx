/** A controlled text area: what is accepted goes through React's own state. */
import { GhostText } from 'afterword/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

export function Reply() {
  const [text, setText] = useState('');
  const [taken, setTaken] = useState(0);
  return (
    <form>
      <label htmlFor="reply">Reply</label>
      <GhostText
        server="http://127.0.0.1:8787"
        minConfidence={0.4}
        onGhostAccept={() => setTaken((count) => count + 1)}
      >
        <textarea
          id="reply"
          rows={5}
          cols={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </GhostText>
      <p>
        <output id="characters">{text.length}</output> characters, suggestions taken:{' '}
        <output id="taken">{taken}</output>
      </p>
    </form>
  );
}

const place = globalThis.document?.querySelector('#app');
if (place) createRoot(place).render(<Reply />);
