"""``summit rehearse --browse``: the simulated summit in a browser, to press its buttons by hand.

SimCord's Preview draws one channel as one person sees it. The page here, on one address, chooses
which, moves the clock, and brings a crowd.
"""
