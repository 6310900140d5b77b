/**
 * The demo tools as a model sees them. Plain values in the one room that engine (which runs them) and the panels (which switch them on
 * and off) may both import. `parameters` is JSON schema.
 */

export const getWeatherDefinition = {
  name: 'get_weather',
  description:
    'Gets the current weather at a place. Work out the coordinates of the place yourself; ask only when it is not clear which place is meant.',
  parameters: {
    type: 'object',
    properties: {
      lat: { type: 'number', description: 'Latitude in degrees, -90 to 90.' },
      lng: { type: 'number', description: 'Longitude in degrees, -180 to 180.' },
      location: { type: 'string', description: 'Name of the place, as the person would call it.' },
    },
    required: ['lat', 'lng', 'location'],
    additionalProperties: false,
  },
};

export const setMemoryDefinition = {
  name: 'set_memory',
  description: 'Remembers a fact about the person or the conversation for later.',
  parameters: {
    type: 'object',
    properties: {
      key: {
        type: 'string',
        description: 'What the fact is about: lower case, words joined by underscores.',
      },
      value: { type: 'string', description: 'The fact itself.' },
    },
    required: ['key', 'value'],
    additionalProperties: false,
  },
};

export const demoToolDefinitions = [getWeatherDefinition, setMemoryDefinition];
