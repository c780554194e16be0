"""The stay-in-touch cycle: facts in, windows out.

Pure, and never told what day it is: a plan holds dates, and a state is a day compared with them.
"""
