/** Small configurations after the examples that come with promptfoo, each for one thing it can do. */
export const CONFIGS: Readonly<Record<string, string>> = {
  translation: `
description: Translate
prompts:
  - 'Convert this English to {{language}}: {{input}}'
  - 'Translate to {{language}}: {{input}}'
providers: [openai:chat:gpt-4.1-mini]
tests:
  - vars: {language: French, input: Hello world}
    assert:
      - type: contains
        value: Bonjour
  - description: a question
    vars: {language: German, input: "How's it going?"}
    assert:
      - type: contains
        value: geht
`,
  chat: `
prompts:
  - label: Polite
    raw: '[{"role": "system", "content": "You are {{tone}}."}, {"role": "user", "content": "{{ question }}"}]'
  - |
    - role: system
      content: You are {{tone}}.
    - role: user
      content: Answer me, {{ question }}
providers: openai:gpt-4.1-mini
tests:
  - vars: {tone: kind, question: 'Who are you?'}
`,
  temperatures: `
prompts: ['Tell me a joke about {{topic}}']
providers:
  - id: openai:chat:gpt-4.1-mini
    label: cold
    config: {temperature: 0, max_tokens: 128}
  - id: openai:chat:gpt-4.1-mini
    label: hot
    config: {temperature: 0.9, max_tokens: 128}
evaluateOptions: {repeat: 3, maxConcurrency: 2}
tests:
  - vars: {topic: tea}
`,
  defaults: `
prompts: ['Summarise for {{audience}}: {{article}}']
providers: [openai:gpt-4.1-mini]
defaultTest:
  vars: {audience: children}
  assert:
    - type: icontains
      value: tea
    - type: llm-rubric
      value: is short
tests:
  - vars: {article: Tea is old.}
  - vars: {article: Tea is new., audience: adults}
`,
  lists: `
prompts: ['{{greeting}}, {{name}}']
providers: [openai:gpt-4.1-mini]
tests:
  - vars: {greeting: [Hello, Goodbye], name: [Ada, Bo]}
`,
  json: `
prompts: ['A JSON object for a {{thing}}']
providers:
  - openai:gpt-4.1-mini:
      config: {response_format: {type: json_object}, temperature: 0}
tests:
  - vars: {thing: teapot}
    assert:
      - type: is-json
        value: {type: object, required: [color]}
  - vars: {thing: cup}
    assert:
      - type: is-json
        value: {type: object, required: [color]}
`,
  files: `
prompts: [file://prompts.txt, prompts/chat.json]
providers: [openai:gpt-4.1-mini]
tests: file://tests.csv
`,
  fileVariable: `
prompts: ['Summarise {{article}}']
providers: [openai:gpt-4.1-mini]
tests:
  - vars: {article: 'file://article.txt'}
  - vars: {article: Tea is old.}
`,
  programs: `
prompts: ['{{question}}']
providers:
  - python:provider.py
  - exec:./ask.sh
  - file://provider.js
  - openai:gpt-4.1-mini
defaultTest:
  assert:
    - type: javascript
      value: process.exit(1)
    - type: python
      value: file://check.py
tests:
  - vars: {question: Why?}
  - vars: {question: How?}
`,
  vendors: `
prompts: ['{{question}}']
providers: [anthropic:messages:claude-haiku-4-5, openai:gpt-4.1-mini, anthropic:messages:claude-sonnet-4-5]
tests:
  - vars: {question: Why?}
`,
  template: `
prompts:
  - '{# for later #}{% if premium %}Dear {% endif %}{{ name | upper }}, {% raw %}{{kept}}{% endraw %} {{ "x" }}'
providers: [ollama:chat:llama3.2]
tests:
  - vars: {name: Ada}
`,
  scenarios: `
prompts: ['{{question}}']
providers: [openai:gpt-4.1-mini]
env: {OPENAI_API_KEY: sk-1}
scenarios:
  - config: [{vars: {question: Why?}}]
    tests: [{description: a test}]
tests:
  - vars: {question: Why?}
    threshold: 0.5
    options: {transform: output.trim()}
`,
  tools: `
prompts: ['Weather in {{city}}?']
providers:
  - id: openai:responses:gpt-5-mini
    config:
      reasoning: {effort: low}
      max_completion_tokens: 300
      tools: [{type: function, function: {name: weather}}]
tests:
  - vars: {city: Berlin}
    assert:
      - type: similar
        value: sunny
`,
};
