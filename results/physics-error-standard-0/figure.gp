# physics-error: How far quasi-static plans go wrong in the target's physics
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1000,460 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set xlabel "seconds since the window's first state"
set xrange [0:2]
set yrange [0:*]
set key top left Left reverse samplen 2 title 'centre of gravity'
set grid linecolor "#eeeeee"
set multiplot layout 1,2
set title 'the block’s place beside the plan’s'
set ylabel 'cm'
plot \
  'figure.csv' using ($1 == 1 ? $2 : NaN):5:6 skip 1 with filledcurves linecolor '#2c3e80' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 1 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor '#2c3e80' title 'level 1: 0 cm', \
  'figure.csv' using ($1 == 2 ? $2 : NaN):5:6 skip 1 with filledcurves linecolor '#c0392b' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 2 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor '#c0392b' title 'level 2: 3 cm', \
  'figure.csv' using ($1 == 3 ? $2 : NaN):5:6 skip 1 with filledcurves linecolor '#16a085' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 3 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor '#16a085' title 'level 3: -3 cm', \
  'figure.csv' using ($1 == 4 ? $2 : NaN):5:6 skip 1 with filledcurves linecolor '#8e44ad' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 4 ? $2 : NaN):3 skip 1 with lines linewidth 2 linecolor '#8e44ad' title 'level 4: -6 cm'
set key off
set title 'its angle beside the plan’s'
set ylabel 'rad'
plot \
  'figure.csv' using ($1 == 1 ? $2 : NaN):7:8 skip 1 with filledcurves linecolor '#2c3e80' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 1 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor '#2c3e80' title 'level 1: 0 cm', \
  'figure.csv' using ($1 == 2 ? $2 : NaN):7:8 skip 1 with filledcurves linecolor '#c0392b' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 2 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor '#c0392b' title 'level 2: 3 cm', \
  'figure.csv' using ($1 == 3 ? $2 : NaN):7:8 skip 1 with filledcurves linecolor '#16a085' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 3 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor '#16a085' title 'level 3: -3 cm', \
  'figure.csv' using ($1 == 4 ? $2 : NaN):7:8 skip 1 with filledcurves linecolor '#8e44ad' fillstyle transparent solid 0.2 noborder notitle, \
  'figure.csv' using ($1 == 4 ? $2 : NaN):4 skip 1 with lines linewidth 2 linecolor '#8e44ad' title 'level 4: -6 cm'
unset multiplot
