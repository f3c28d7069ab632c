"""Setting a server up: looking at it and changing it, over Discord's REST interface alone.

So `/summit setup` in the running bot and ``summit setup`` on the command line are one engine.
"""
